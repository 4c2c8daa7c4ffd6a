"""Merges what the worker read with what the classifier thinks, and says when it is not sure.

First line that applies decides (confidence in brackets):

| # | condition                                             | intent              | source  |
|---|-------------------------------------------------------|---------------------|---------|
| 1 | a button's payload                                    | its own (1.0)       | payload |
| 2 | an interpretation the worker obtained                 | its own (1.0)       | llm     |
| 3 | the reading answers the requested slot *              | inform (0.95)       | local   |
| 4 | the requested slot takes free text *, and a few words | inform (0.9)        | local   |
|   | are no plain "no", with which it may be skipped       |                     |         |
| 5 | a "no" that names something to book instead           | inform (its own)    | local   |
| 6 | nothing but several services, classifier not `strong` | book_service, or    | local   |
|   |                                                       | inform in a form (0.7)        |
| 7 | classifier at or above `sure`                         | classifier's        | local   |
| 8 | a form is active and anything was read                | inform (0.7)        | local   |
| 9 | a service or a member of staff was read, and the      | book_service (0.7)  | local   |
|   | classifier guesses at nothing else to say of them     |                     |         |
|10 | classifier at or above `guess`                        | its guess, unsure ~ | local   |
|11 | otherwise                                             | out_of_scope, unsure| local   |

* unless the message interrupts: it has one of the `interrupting` intents at or above `strong`
(`certain`, where one of the `ending` ones stands beside the answer) and says at least
`interruption_words` words beside the answer, or `question_words` if it is a question, one fewer
where a question mark ends it. So does a question with its mark that is `certain`ly out of scope.
~ asked back and not acted upon where it is `never_guessed`.
Entities of a button's payload stand alone; otherwise the reading's stand, and an interpretation
adds what the reading lacks. A value that is ambiguous is no entity: it stays under `ambiguous`
until it is asked back, yet it answers its slot (3). A bare name that nobody is `called_so` is
ambiguous where the classifier is `doubted` sure of an intent that is `doubting` it, or beyond
`nonsense` that nothing is meant; it answers only if no other intent is sure.

When the worker wants it `ask_back`, an intent of lines 2, 8 and 9 is not acted upon: the message is
out of scope, and the intent stands as its `guess`, to be asked back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from bots.inline import InlineHelp
from bots.settings import InlineSettings

TURN = "turn"
SOURCE = "source"
UNSURE = "unsure"
AMBIGUOUS = "ambiguous"
GUESS = "guess"
EXPLANATION = "explanation"
_NO_INTENT = "out_of_scope"
_ENTITY_OF_READING = {"amount_minor": "amount", "duration_minutes": "duration"}
_WHEN = ["date", "time", "datetime", "date_range", "time_range"]
# The reading leaves out what is denied, so what is left beside a "no" is what is wanted instead.
_TO_BOOK = {*_WHEN, "service", "staff", "anyone"}
_DENY = "deny"
_TALK = "speak_to_human"
_QUESTION = "ask_question"
_NAME = "name"
# What is said of a service or of somebody on the staff without a wish to book.
_OF_NAMES = [
    "ask_availability", "ask_question", "book_meeting", "cancel_booking", "check_booking",
    "out_of_scope", "reschedule_booking", "speak_to_human",
]  # fmt: skip
# What a message in a form may ask for besides answering.
_INTERRUPTING = [
    "ask_availability",
    "ask_question",
    "cancel_booking",
    "change_language",
    "check_booking",
    "help",
    "make_payment",
    "opt_out",
    "repeat",
    "reschedule_booking",
    "speak_to_human",
    "start_over",
]
# What would lose an answer for good, so a value that was asked for outweighs all but certainty.
_ENDING = ["cancel_booking", "opt_out", "start_over"]
# What silences us or loses what was said: done only when it is sure, else asked back.
_NEVER_GUESSED = ["opt_out", "speak_to_human", "start_over"]
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Situation:
    """What is known about a message besides its text."""

    reading: Mapping[str, Any] = field(default_factory=dict)
    payload: Mapping[str, Any] | None = None
    interpretation: Mapping[str, Any] | None = None
    requested_slot: str | None = None
    active_loop: str | None = None
    ask_back: bool = False
    explain: bool = False

    @property
    def read(self) -> dict[str, Any]:
        """The reading's entities by their Rasa names."""
        entities = self.reading.get("entities") or {}
        return {_ENTITY_OF_READING.get(name, name): value for name, value in entities.items()}

    @property
    def ambiguous(self) -> list[dict[str, Any]]:
        """What was read in more than one way."""
        return list(self.reading.get("ambiguous") or [])


@dataclass(frozen=True)
class Decision:
    """The intent of a message and how it was found."""

    intent: str
    confidence: float
    source: str = "local"
    unsure: bool = False
    guess: str | None = None
    because: str = ""

    def asked_back(self) -> Decision:
        """The same, to be asked back before anything is done."""
        guess = None if self.intent == _NO_INTENT else self.intent
        return replace(self, intent=_NO_INTENT, unsure=True, guess=guess)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ReadingComponent(GraphComponent, IntentClassifier):
    """Decides intent and entities of a message by the table above."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds, and which entities answer which slot."""
        return {
            "sure": 0.5,
            "guess": 0.25,
            "strong": 0.7,
            "certain": 0.9,
            "of_names": _OF_NAMES,
            "interruption_words": 3,
            "question_words": 2,
            "plain_words": 5,
            "interrupting": _INTERRUPTING,
            "ending": _ENDING,
            "never_guessed": _NEVER_GUESSED,
            "free_text": ["notes"],
            "doubting": _INTERRUPTING,
            "doubted": 0.84,
            "nonsense": 0.995,
            "answers": {
                "service": ["service", "choice"],
                "staff": ["staff", "anyone", "choice"],
                "date": ["date", "datetime", "date_range", "choice"],
                "time": ["time", "datetime", "time_range", "choice"],
                "when": _WHEN,
                "starts_at": _WHEN,
                "party_size": ["party_size", "number"],
                "nights": ["nights", "number", "date_range", "until"],
                "name": ["name"],
                "phone": ["phone"],
                "email": ["email"],
                "amount": ["amount"],
                "reference": ["reference"],
            },
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ReadingComponent:
        """The component with its configuration."""
        return cls(config)

    def __init__(self, config: Mapping[str, Any]) -> None:
        default = self.get_default_config()
        self._config = {**default, **config}
        # A designer names the slots that he adds, not those that are there.
        self._config["answers"] = {**default["answers"], **self._config["answers"]}
        self._inline = InlineHelp(InlineSettings())

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, entities, source and doubt of each message."""
        for message in messages:
            turn = (message.get("metadata") or {}).get(TURN)
            if turn is None and self._inline.is_on:
                self._decide_inline(message)
            else:
                self._decide(message, Situation(**(turn or {})))
        return messages

    def _decide_inline(self, message: Message) -> None:
        text = message.get(TEXT) or ""
        self._decide(message, Situation(**self._inline.turn(text, ask=False)))
        if message.get(UNSURE):
            self._decide(message, Situation(**self._inline.turn(text, ask=True)))

    def _decide(self, message: Message, situation: Situation) -> None:
        ranking = message.get(INTENT_RANKING_KEY) or []
        situation = self._with_doubt(message.get(TEXT) or "", ranking, situation)
        decision = self.decision(message.get(TEXT) or "", ranking, situation)
        intent = {"name": decision.intent, "confidence": decision.confidence}
        others = [each for each in ranking if each["name"] != decision.intent]
        message.set(INTENT, intent, add_to_output=True)
        message.set(INTENT_RANKING_KEY, [intent, *others], add_to_output=True)
        message.set(ENTITIES, self._entities(situation), add_to_output=True)
        message.set(SOURCE, decision.source, add_to_output=True)
        message.set(UNSURE, decision.unsure, add_to_output=True)
        if decision.guess:
            message.set(GUESS, decision.guess, add_to_output=True)
        if situation.ambiguous:
            message.set(AMBIGUOUS, situation.ambiguous, add_to_output=True)
        if situation.explain:
            thresholds = {name: self._config[name] for name in ("sure", "guess", "strong")}
            explanation = {"because": decision.because, "thresholds": thresholds}
            message.set(EXPLANATION, explanation, add_to_output=True)

    def _with_doubt(
        self, text: str, ranking: Sequence[Mapping[str, Any]], situation: Situation
    ) -> Situation:
        """The situation with a name to be asked back, where the classifier hears something else.

        Only what is said bare: words that bring a name, as "call me", say that it is one.
        """
        intent, confidence = _top(ranking)
        least = self._config["nonsense" if intent == _NO_INTENT else "doubted"]
        is_other = intent == _NO_INTENT or intent in self._config["doubting"]
        name = situation.read.get(_NAME)
        is_open = situation.requested_slot == _NAME and not situation.reading.get("called_so")
        is_bare = is_open and not _words_beside(text, situation)
        if name is None or not is_bare or not is_other or confidence < least:
            return situation
        entities = {k: v for k, v in situation.reading["entities"].items() if k != _NAME}
        doubt = {"entity": _NAME, "candidates": [name]}
        reading = {**situation.reading, "entities": entities}
        return replace(situation, reading={**reading, AMBIGUOUS: [*situation.ambiguous, doubt]})

    def decision(
        self, text: str, ranking: Sequence[Mapping[str, Any]], situation: Situation
    ) -> Decision:
        """The first line of the table that applies."""
        decision = (
            _given(situation)
            or self._answer(text, ranking, situation)
            or self._overruled(text, ranking, situation)
            or self._judged(ranking, situation)
        )
        is_open = decision.unsure or decision.source == "llm"
        return decision.asked_back() if situation.ask_back and is_open else decision

    def _answer(
        self, text: str, ranking: Sequence[Mapping[str, Any]], situation: Situation
    ) -> Decision | None:
        """Lines 3 and 4: the message answers what was asked."""
        if self._interrupts(*_top(ranking), text, situation):
            return None
        if self._is_no_name(*_top(ranking), situation):
            return None
        if self._answers_requested_slot(situation):
            return Decision("inform", 0.95, because="the reading answers the requested slot")
        if situation.requested_slot in self._config["free_text"]:
            if self._is_plain_no(*_top(ranking), text):
                return None
            return Decision("inform", 0.9, because="the requested slot takes free text")
        return None

    def _is_no_name(self, intent: str, confidence: float, situation: Situation) -> bool:
        """Whether what might be a name is rather what the classifier hears."""
        is_open = any(each.get("entity") == _NAME for each in situation.ambiguous)
        is_other = intent not in ("inform", _NO_INTENT) and confidence >= self._config["sure"]
        return situation.requested_slot == _NAME and is_open and is_other

    def _is_plain_no(self, intent: str, confidence: float, text: str) -> bool:
        is_no = intent == _DENY and confidence >= self._config["sure"]
        return is_no and len(_WORD.findall(text)) <= self._config["plain_words"]

    def _overruled(
        self, text: str, ranking: Sequence[Mapping[str, Any]], situation: Situation
    ) -> Decision | None:
        """Lines 5 and 6: what was read says more than the classifier can know."""
        intent, confidence = _top(ranking)
        if intent == _DENY and _TO_BOOK & situation.read.keys():
            return Decision("inform", confidence, because="a no that names what to book instead")
        if confidence < self._config["strong"] and _names_services_only(text, situation):
            intent = "inform" if situation.active_loop else "book_service"
            return Decision(intent, 0.7, because="nothing but several services was said")
        return None

    def _judged(self, ranking: Sequence[Mapping[str, Any]], situation: Situation) -> Decision:
        """Lines 7 to 11: what the classifier thinks, helped by what was read."""
        intent, confidence = _top(ranking)
        if confidence >= self._config["sure"]:
            return Decision(intent, confidence, because="the classifier is sure")
        if situation.active_loop and (situation.read or situation.ambiguous):
            return Decision("inform", 0.7, because="something was read in a form")
        if _names_what_to_book(situation) and not (
            confidence >= self._config["guess"] and intent in self._of_names(situation)
        ):
            return Decision("book_service", 0.7, because="a service or somebody was named")
        if confidence >= self._config["guess"]:
            guess = Decision(intent, confidence, unsure=True, because="the classifier guesses")
            return guess.asked_back() if intent in self._config["never_guessed"] else guess
        return Decision(_NO_INTENT, confidence, unsure=True, because="nothing fits well enough")

    def _of_names(self, situation: Situation) -> set[str]:
        """The intents of which a guess counts beside a name; nobody is handed over on one who
        names a service."""
        excepted = {_TALK} if "service" in situation.read else set()
        return set(self._config["of_names"]) - excepted

    def _answers_requested_slot(self, situation: Situation) -> bool:
        slot = situation.requested_slot
        fitting = set(self._config["answers"].get(slot) or [slot])
        ambiguous = {each.get("entity") for each in situation.ambiguous}
        return slot is not None and bool(fitting & (situation.read.keys() | ambiguous))

    def _interrupts(self, intent: str, confidence: float, text: str, situation: Situation) -> bool:
        is_marked = text.rstrip().endswith("?")
        # "Will it rain on Sunday?" names a day and chooses none.
        is_foreign = intent == _NO_INTENT and is_marked
        is_lost = intent in self._config["ending"] and self._answers_requested_slot(situation)
        needed = self._config["certain" if is_lost or is_foreign else "strong"]
        if not (is_foreign or intent in self._config["interrupting"]) or confidence < needed:
            return False
        # "mko open sunday" has few words beside the day, and yet chooses none.
        fewest: int = self._config["interruption_words"]
        if intent == _QUESTION:
            fewest = self._config["question_words"] - is_marked
        return _words_beside(text, situation) >= max(fewest, 1)

    def _entities(self, situation: Situation) -> list[dict[str, Any]]:
        if situation.payload:
            return [_entity(*item, "payload") for item in situation.payload["entities"].items()]
        spans = {each["entity"]: each for each in situation.reading.get("spans") or []}
        read = dict(situation.read)
        asked = situation.requested_slot
        if asked in ("party_size", "nights") and asked not in read and "number" in read:
            read[asked] = read["number"]
        found = [_entity(name, value, "reading", spans.get(name)) for name, value in read.items()]
        meant = situation.interpretation or {}
        added = {} if situation.ask_back else meant.get("entities") or {}
        return found + [
            _entity(name, value, "llm") for name, value in added.items() if name not in read
        ]


def _given(situation: Situation) -> Decision | None:
    """Lines 1 and 2: somebody else decided."""
    if situation.payload:
        return Decision(situation.payload["intent"], 1.0, "payload", because="a button")
    if situation.interpretation:
        return Decision(situation.interpretation["intent"], 1.0, "llm", because="a language model")
    return None


def _top(ranking: Sequence[Mapping[str, Any]]) -> tuple[str, float]:
    if not ranking:
        return _NO_INTENT, 0.0
    return str(ranking[0]["name"]), float(ranking[0]["confidence"])


def _entity(
    name: str, value: Any, extractor: str, span: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    entity = {"entity": name, "value": value, "extractor": extractor}
    if span:
        entity.update(start=span["start"], end=span["end"])
    return entity


def _names_what_to_book(situation: Situation) -> bool:
    return bool({"service", "staff"} & situation.read.keys())


def _names_services_only(text: str, situation: Situation) -> bool:
    """Whether several services are all there is, a word between each two aside."""
    named = [each for each in situation.reading.get("spans") or [] if each["entity"] == "service"]
    return len(named) > 1 and _words_beside(text, situation) < len(named)


def _words_beside(text: str, situation: Situation) -> int:
    """How many words stand outside what the worker read."""
    left = list(text)
    for span in situation.reading.get("spans") or []:
        left[span["start"] : span["end"]] = " " * (span["end"] - span["start"])
    return len(_WORD.findall("".join(left)))
