"""A simulated customer: pursues a goal, answers what is asked, does what the path says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from tests.e2e.days import NAIROBI
from tests.fixtures.phone import Phone
from tests.scenarios.hearing import Choice, Ear, Heard, moments_in
from tests.scenarios.salon import Salon
from tests.scenarios.scenario import Line, Scenario, changed
from tests.scenarios.truth import Truth
from tests.scenarios.voice import ANYONE, Plan, Voice, plan, spoken

MOST_MESSAGES = 30
PROMPT_SECONDS = 20.0


class GaveUp(Exception):
    """The customer stopped trying; the text says why."""


@dataclass
class Customer:
    """One conversation; `transcript`, `heard` and `untrue` tell how it went."""

    scenario: Scenario
    salon: Salon
    phone: Phone
    ear: Ear
    rng: Random
    extra: Mapping[str, str] = field(default_factory=dict)
    transcript: list[str] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    untrue: list[str] = field(default_factory=list)
    rephrased: int = 0
    plan: Plan = field(init=False)
    picked: datetime | None = None

    def __post_init__(self) -> None:
        self.plan = plan(self.scenario.goal, self.salon)
        self._voice = Voice(self.scenario.language, self.rng)
        self._truth = Truth(self.salon, self.phone)
        self._path = list(self.scenario.path)
        self._sent = 0
        self._has_left = self._has_named_staff = False
        self._answered: list[str] = []
        self._last_phrase = ""

    @property
    def not_walked(self) -> list[Line]:
        """The events of the path that had to come to pass and did not."""
        return [each for each in self._path if not each.may]

    def visit(self) -> None:
        """The whole conversation; raises GaveUp."""
        for want in self.scenario.wants:
            if want.unless and any(each.is_any_of((want.unless,)) for each in self.heard):
                continue
            news: list[Heard] | None = self._act(want)
            while news is not None and not self._has_left:
                news = self._react(news)
            if self._has_left:
                return

    def _react(self, news: list[Heard]) -> list[Heard] | None:
        """What comes back after the customer reacted; None when there is nothing to react to."""
        for said in news:
            event = next((each for each in self._path if said.is_any_of((str(each.when),))), None)
            if event is not None:
                self._path.remove(event)
                return self._act(event, said)
        question = next((each for each in reversed(news) if self._would_answer(each)), None)
        if question is None:
            return None
        kind = str(question.kind)
        self._answered.append(kind)
        most = 1 + self.scenario.patience + bool(self.plan.window)
        if self._answered.count(kind) > most and kind not in _MAY_REPEAT:
            raise GaveUp(f"asked for {kind} {self._answered.count(kind)} times")
        if self._answered[-2:].count(kind) == 2 and kind not in _MAY_REPEAT:
            self._rephrase(f"asked for {kind} again")
        return _ANSWERS[kind](self, question)

    def _would_answer(self, said: Heard) -> bool:
        is_for_booking = said.kind in _FOR_BOOKING
        return said.kind in _ANSWERS and (self.scenario.wants_booking or not is_for_booking)

    def _act(self, line: Line, said: Heard | None = None) -> list[Heard]:
        """Do what a line says until it is understood."""
        self._change_mind(line)
        if line.leaves:
            self._has_left = True
            if line.say is None and line.text is None:
                return []
        if line.tap is not None:
            return self._tap(self._called(said or self.heard[-1], line.tap))
        if line.pin is not None:
            return self._pay(line.pin)
        if line.message is not None:
            return self._send(str(line.message), **dict(line.message))
        while True:
            news = self._say_line(line)
            if self._is_understood(line, news):
                return news
            self._rephrase(f"{line.say or 'a text'!r} was not understood")

    def _say_line(self, line: Line) -> list[Heard]:
        if line.text is not None:
            text = spoken(line.text, self.scenario.language)
            filled = self._voice.fill(text, self.plan, self.extra)
            return self._say(" ".join([filled] * line.times))
        self._last_phrase = line.say or ""
        words = [
            self._voice.phrase(key, self.plan, self.extra) for key in (*line.burst, line.say) if key
        ]
        for each in words[:-1]:
            self._post(each, text=each)
        return self._say(words[-1])

    def _is_understood(self, line: Line, news: Sequence[Heard]) -> bool:
        wanted = line.heard or self.ear.answers.get(line.say or "")
        if "any" in line.heard:
            return True
        if wanted:
            return any(each.is_any_of(wanted) for each in news)
        return line.text is not None or not any(each.kind == "not understood" for each in news)

    def _change_mind(self, line: Line) -> None:
        if line.goal:
            self.plan = plan(changed(self.plan.goal, line.goal), self.salon)
            self.picked = None
            self._answered.clear()
        if line.language:
            self._voice.language = line.language

    def _rephrase(self, why: str) -> None:
        self.rephrased += 1
        if self.rephrased > self.scenario.patience:
            raise GaveUp(why)

    # What is asked, and what the customer does.

    def _give_service(self, asked: Heard) -> list[Heard]:
        names = {self.plan.goal.service, self.salon.service(self.plan.goal.service)["names"]["sw"]}
        way = self._way("service")
        if way == "typed" and asked.response == "utter_offer_services":
            return self._phrase("book_service")
        fits = [each for each in asked.choices if each.title in names]
        return (
            self._say(fits[0].title) if way == "typed" and fits else self._choose(asked, way, fits)
        )

    def _give_staff(self, asked: Heard) -> list[Heard]:
        staff = self.plan.goal.staff or ANYONE
        titles = {"Anyone", "Yeyote"} if staff == ANYONE else {staff}
        way = self._way("staff")
        if way == "typed":
            return self._phrase("anyone") if staff == ANYONE else self._say(staff)
        return self._choose(asked, way, [each for each in asked.choices if each.title in titles])

    def _give_day(self, asked: Heard) -> list[Heard]:
        fits = [each for each in asked.choices if each.day == self.plan.day]
        way = self._way("day")
        if way == "typed" or not fits:
            return self._phrase("give_day")
        return self._choose(asked, way, fits)

    def _give_time(self, asked: Heard) -> list[Heard]:
        vague = f"time_{self.plan.goal.time}"
        if self.plan.window and vague not in self._answered:
            self._answered.append(vague)
            return self._phrase(vague)
        if self.plan.window or self.plan.goal.pick:
            return self._pick(asked)
        fits = [each for each in asked.choices if each.time == self.plan.at]
        way = "tap" if asked.response == "utter_which_time" else self._way("time")
        if way == "typed" or not fits:
            return self._phrase("give_time")
        return self._choose(asked, way, fits)

    def _take_other_time(self, asked: Heard) -> list[Heard]:
        if self.plan.goal.is_flexible:
            return self._pick(asked)
        self._rephrase(f"offered other times: {asked.text}")
        return self._phrase(self.plan.time_correction)

    def _pick(self, asked: Heard) -> list[Heard]:
        """Take one of the openings that are offered, whichever the goal says."""
        number = self.plan.goal.pick or 1
        if len(asked.choices) < number:
            raise GaveUp(f"only {len(asked.choices)} choices: {asked.text}")
        choice = asked.choices[number - 1]
        if choice.time is None:
            raise GaveUp(f"no times were offered: {asked.text}")
        window = self.plan.window
        if window and not window[0] <= choice.time < window[1]:
            self._rephrase(f"other times were offered: {[each.title for each in asked.choices]}")
            return self._phrase(f"time_{self.plan.goal.time}")
        day = choice.day or self.plan.day
        self.picked = datetime.combine(day, choice.time, NAIROBI)
        if self._way("time") == "typed" and number == 2:
            return self._phrase("choose_second")
        if self._way("time") == "number":
            return self._say(self._numbered(number, asked))
        return self._tap(choice)

    def _give_people(self, asked: Heard) -> list[Heard]:
        return self._say(str(self.plan.goal.people))

    def _give_name(self, asked: Heard) -> list[Heard]:
        return self._phrase("give_name")

    def _skip_field(self, asked: Heard) -> list[Heard]:
        if self._way("field") == "typed" or not asked.choices:
            return self._phrase("skip_optional")
        return self._tap(asked.choices[-1])

    def _check_summary(self, asked: Heard) -> list[Heard]:
        """Pay for what is right, say what is not."""
        (key, what), *_ = [*self._wrong_in(asked.values.get("summary", "")), ("", "")]
        if key == "correct_staff" and not self._has_named_staff:
            return self._phrase(key)
        if key:
            self._rephrase(f"{what} in the summary: {asked.text}")
            return self._phrase(key)
        if self._way("pay") == "typed":
            return self._phrase(self.rng.choice(("pay", "yes")))
        return self._tap(asked.choices[0])

    def _go_on_with_summary(self, asked: Heard) -> list[Heard]:
        """Reminded of what is held: pay for it, unless it was wrong."""
        shown = next(each for each in reversed(self.heard) if each.kind == "summary")
        wrong = self._wrong_in(shown.values.get("summary", ""))
        self._rephrase(f"{self._last_phrase} was not understood: {asked.text}")
        return self._phrase(wrong[0][0]) if wrong else self._tap(asked.choices[0])

    def _wrong_in(self, summary: str) -> list[tuple[str, str]]:
        """The correction that each wrong line of a summary needs."""
        goal, wrong = self.plan.goal, []
        names = {goal.service, self.salon.service(goal.service)["names"]["sw"]}
        if not any(f"*{name}*" in summary for name in names):
            wrong.append(("correct_service", "another service"))
        starts_at = next(iter(moments_in(summary)), None)
        window = self.plan.window
        if window and starts_at is not None and window[0] <= starts_at.time() < window[1]:
            self.picked = self.picked or starts_at
        if starts_at is None or starts_at.date() != self._wished.date():
            wrong.append(("correct_day", "another day"))
        elif starts_at != self._wished:
            wrong.append((self.plan.time_correction, "another time"))
        if goal.staff not in (None, ANYONE) and f": {goal.staff}" not in summary:
            wrong.append(("correct_staff", "somebody else"))
        return wrong

    def _say_what_changes(self, asked: Heard) -> list[Heard]:
        """Tap what was just corrected in words."""
        self._rephrase(f"{self._last_phrase} was not understood: {asked.text}")
        number = {"correct_service": 1, "correct_staff": 2}.get(self._last_phrase, 0)
        if number >= len(asked.choices):
            raise GaveUp(f"{self._last_phrase} cannot be chosen: {asked.text}")
        return self._tap(asked.choices[number])

    def _say_whether_it_changes(self, asked: Heard) -> list[Heard]:
        """Tap the first where a correction was just said, else that it is the answer."""
        return self._tap(asked.choices[not self._last_phrase.startswith("correct_")])

    @property
    def _wished(self) -> datetime:
        """When it should be: what was picked, else what the goal says."""
        at = self.plan.at or datetime.min.time()
        return self.picked or datetime.combine(self.plan.day, at, NAIROBI)

    def _enter_pin(self, asked: Heard) -> list[Heard]:
        return self._pay("paid")

    def _pay_again(self, asked: Heard) -> list[Heard]:
        return self._tap(asked.choices[0])

    def _confirm_cancel(self, asked: Heard) -> list[Heard]:
        if self.scenario.ends.given != "canceled":
            self._rephrase(f"asked whether to cancel: {asked.text}")
            return self._phrase("no")
        return self._agree(asked, "cancel")

    def _confirm_move(self, asked: Heard) -> list[Heard]:
        if moments_in(asked.values.get("new_starts_at", "")) != [self._wished]:
            self._rephrase(f"asked to confirm another time: {asked.text}")
            self._phrase("no")
            return self._phrase("move_booking_to")
        return self._agree(asked, "move")

    def _agree(self, asked: Heard, kind: str) -> list[Heard]:
        return self._phrase("yes") if self._way(kind) == "typed" else self._tap(asked.choices[0])

    def _which_booking(self, asked: Heard) -> list[Heard]:
        given = plan(self.scenario.given[0], self.salon)
        at = datetime.combine(given.day, given.at or datetime.min.time(), NAIROBI)
        return self._tap(next(each for each in asked.choices if at in moments_in(each.title)))

    # How he does it.

    def _way(self, kind: str) -> str:
        return self.scenario.answers.get(kind) or self.scenario.answers.get("", "typed")

    def _choose(self, asked: Heard, way: str, fits: Sequence[Choice]) -> list[Heard]:
        if not fits:
            raise GaveUp(f"what is wanted is not offered: {[c.title for c in asked.choices]}")
        if way == "number":
            return self._say(self._numbered(list(asked.choices).index(fits[0]) + 1, asked))
        return self._tap(fits[0])

    def _called(self, said: Heard, which: str | int) -> Choice:
        found = said.choice(which)
        if found is None:
            raise GaveUp(f"nothing to tap is called {which!r}: {[c.title for c in said.choices]}")
        return found

    def _numbered(self, number: int, asked: Heard) -> str:
        """A choice by its number; among days and times a bare number would be a day or an hour."""
        word = {"en": "number", "sw": "namba", "mixed": "number"}[self._voice.language]
        return f"{word} {number}" if asked.kind in ("day", "time", "other time") else str(number)

    def _phrase(self, key: str) -> list[Heard]:
        self._last_phrase = key
        return self._say(self._voice.phrase(key, self.plan, self.extra))

    def _say(self, text: str) -> list[Heard]:
        return self._send(text, text=text)

    def _tap(self, choice: Choice) -> list[Heard]:
        if choice.kind is None:
            return self._say(choice.title)
        return self._send(
            f"[{choice.title}]", type=choice.kind, reply_id=choice.id, title=choice.title[:24]
        )

    def _send(self, shown: str, **message: object) -> list[Heard]:
        self._post(shown, **message)
        return self._listen()

    def _post(self, shown: str, **message: object) -> None:
        self._sent += 1
        if self._sent > MOST_MESSAGES:
            raise GaveUp(f"no end after {MOST_MESSAGES} messages")
        self.transcript.append(f"  customer: {shown[:300]}")
        named = self.plan.goal.staff
        self._has_named_staff |= bool(named) and str(named) in shown
        self.phone.send(**message, wait=True)

    def _pay(self, answer: str) -> list[Heard]:
        self.transcript.append(f"  customer: [M-Pesa prompt: {answer}]")
        self.phone.prompt(seconds=PROMPT_SECONDS)
        self.phone.answer_prompt(answer=answer)
        return self._listen(seconds=PROMPT_SECONDS)

    def _listen(self, *, seconds: float = 0.0) -> list[Heard]:
        """What came since; with `seconds`, waits that long for something to come."""
        self.salon.wait_until_answered(self.phone)
        new = []
        if seconds:
            new = self.phone.next_messages(seconds=seconds, quiet=0.1)
            self.salon.wait_until_answered(self.phone)
        new += self.phone.unseen()
        return [self._take(self.ear.hear(message)) for message in new]

    def _take(self, said: Heard) -> Heard:
        titles = f"  {[each.title for each in said.choices]}" if said.choices else ""
        self.transcript.append(f"  ratiba ({said.response}): {said.text}{titles}")
        self.heard.append(said)
        self.untrue += [f"{wrong} in {said.text!r}" for wrong in self._truth.wrong_in(said)]
        return said


_ANSWERS = {
    "service": Customer._give_service,
    "staff": Customer._give_staff,
    "day": Customer._give_day,
    "time": Customer._give_time,
    "other time": Customer._take_other_time,
    "people": Customer._give_people,
    "name": Customer._give_name,
    "field": Customer._skip_field,
    "change": Customer._say_what_changes,
    "change or answer": Customer._say_whether_it_changes,
    "summary": Customer._check_summary,
    "pin": Customer._enter_pin,
    "payment failed": Customer._pay_again,
    "waiting": Customer._go_on_with_summary,
    "cancel": Customer._confirm_cancel,
    "move": Customer._confirm_move,
    "which booking": Customer._which_booking,
}
_FOR_BOOKING = (
    "service", "staff", "day", "time", "other time", "people", "name", "field", "change",
    "change or answer", "summary", "waiting",
)  # fmt: skip
# Asked again because something else changed, not because the answer was misunderstood.
_MAY_REPEAT = ("summary", "pin", "payment failed")
