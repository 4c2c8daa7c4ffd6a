"""A seeded sample of the scenarios on every run of the gate: on its system, so at the real time."""

from random import Random

import pytest

from tests.fixtures.system import Stack
from tests.scenarios.report import failure
from tests.scenarios.runner import run
from tests.scenarios.scenario import LANGUAGES, Scenario, load

pytestmark = pytest.mark.e2e

SEED, EACH = "gate", 4


def sample() -> list[Scenario]:
    """As many scenarios of each language, of as many journeys as there are places."""
    rng, found = Random(SEED), []
    journeys = sorted({each.journey for each in load()})
    rng.shuffle(journeys)
    for number, language in enumerate(LANGUAGES):
        for place in range(EACH):
            journey = journeys[(number * EACH + place) % len(journeys)]
            own = [each for each in load() if (each.journey, each.language) == (journey, language)]
            found.append(rng.choice(own))
    return found


class TestSample:
    def test_every_customer_gets_what_he_wanted_and_hears_the_truth(self, stack: Stack) -> None:
        outcomes = run(stack, sample(), trials=1, at_once=4, seed=SEED)

        assert len(outcomes) == len(LANGUAGES) * EACH
        assert sum(each.wrong_effects for each in outcomes) == 0
        failed = [failure(each) for each in outcomes if not each.has_passed]
        assert failed == [], "\n\n".join(failed)
