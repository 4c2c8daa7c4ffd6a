"""What the trials say together: pass^1, pass^k, wrong effects, and why conversations failed."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tests.scenarios.scenario import LANGUAGES
from tests.scenarios.trial import Outcome

PASS_ONCE_FLOOR, PASS_ALL_FLOOR = 0.95, 0.90


@dataclass(frozen=True)
class Score:
    """How a group of scenarios did."""

    scenarios: int
    trials: int
    once: float
    every_time: float
    wrong_effects: int
    untrue: int
    rephrased: float

    @property
    def is_good_enough(self) -> bool:
        """Whether the floors are met."""
        return (
            self.once >= PASS_ONCE_FLOOR
            and self.every_time >= PASS_ALL_FLOOR
            and self.wrong_effects == 0
        )


def score(outcomes: Sequence[Outcome]) -> Score:
    """pass^1 counts the trials that passed, pass^k the scenarios that passed every time."""
    by_scenario: dict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        by_scenario[each.scenario.id].append(each)
    always = [all(each.has_passed for each in trials) for trials in by_scenario.values()]
    return Score(
        scenarios=len(by_scenario),
        trials=len(outcomes),
        once=sum(each.has_passed for each in outcomes) / max(1, len(outcomes)),
        every_time=sum(always) / max(1, len(always)),
        wrong_effects=sum(each.wrong_effects for each in outcomes),
        untrue=sum(fault.kind == "untrue" for each in outcomes for fault in each.faults),
        rephrased=sum(each.rephrased for each in outcomes) / max(1, len(outcomes)),
    )


def table(outcomes: Sequence[Outcome], trials: int) -> Iterator[str]:
    """Lines per journey and language, the languages, and everything."""
    head = f"{'':<24}{'scenarios':>10}{'pass^1':>9}{f'pass^{trials}':>9}{'wrong':>7}{'untrue':>8}"
    yield head + f"{'rephrased':>11}"
    journeys = sorted({each.scenario.journey for each in outcomes})
    for journey in journeys:
        for language in LANGUAGES:
            own = [each for each in outcomes if _is_of(each, journey, language)]
            if own:
                yield _line(f"{journey} {language}", score(own))
    for language in LANGUAGES:
        own = [each for each in outcomes if each.scenario.language == language]
        if own:
            yield _line(f"all {language}", score(own))
    yield _line("all", score(outcomes))


def reasons(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """How often each kind of fault came first."""
    first = Counter(each.faults[0].kind for each in outcomes if each.faults)
    yield from (f"{count:5}  {kind}" for kind, count in first.most_common())


def failure(outcome: Outcome) -> str:
    """A failed conversation in full, with its reasons."""
    faults = "\n".join(f"  ! {fault.kind}: {fault.what}" for fault in outcome.faults)
    return f"FAILED {outcome.scenario.id} #{outcome.trial}\n" + "\n".join(
        [*outcome.transcript, faults]
    )


def as_json(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """Everything for programs."""
    groups = {name: [each for each in outcomes if name in ("all", each.scenario.language)]
              for name in ("all", *LANGUAGES)}  # fmt: skip
    return {
        "scores": {name: vars(score(own)) for name, own in groups.items() if own},
        "trials": [
            {
                "scenario": each.scenario.id,
                "trial": each.trial,
                "passed": each.has_passed,
                "faults": [vars(fault) for fault in each.faults],
                "rephrased": each.rephrased,
                "seconds": round(each.seconds, 2),
                "transcript": each.transcript,
            }
            for each in outcomes
        ],
    }


def _is_of(outcome: Outcome, journey: str, language: str) -> bool:
    return (outcome.scenario.journey, outcome.scenario.language) == (journey, language)


def _line(name: str, group: Score) -> str:
    return (
        f"{name:<24}{group.scenarios:>10}{group.once:>9.1%}{group.every_time:>9.1%}"
        f"{group.wrong_effects:>7}{group.untrue:>8}{group.rephrased:>11.2f}"
    )
