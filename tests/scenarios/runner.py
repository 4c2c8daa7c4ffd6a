"""Many trials at once, each at a salon of its own."""

import queue
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from tests.fixtures.system import Stack
from tests.scenarios.hearing import Ear
from tests.scenarios.salon import Salon
from tests.scenarios.scenario import Scenario
from tests.scenarios.trial import Outcome, Trial


def run(
    stack: Stack,
    scenarios: Sequence[Scenario],
    *,
    trials: int,
    at_once: int,
    seed: str,
    report: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """The outcome of every trial of every scenario; `report` hears each as it ends."""
    ear = Ear()
    at_once = min(at_once, len(scenarios) * trials)
    salons: queue.SimpleQueue[Salon] = queue.SimpleQueue()

    def try_once(work: tuple[Scenario, int]) -> Outcome:
        salon = salons.get()
        try:
            outcome = Trial(work[0], work[1], salon, ear, seed).run()
        finally:
            salons.put(salon)
        report(outcome)
        return outcome

    work = [(each, number) for number in range(trials) for each in scenarios]
    with tempfile.TemporaryDirectory() as folder, _crew(at_once) as pool:
        opened = list(pool.map(lambda n: Salon(stack, n, Path(folder)), range(1, at_once + 1)))
        for salon in opened:
            salons.put(salon)
        try:
            return list(pool.map(try_once, work))
        finally:
            for salon in opened:
                salon.close()


@contextmanager
def _crew(size: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that are waited for, unless the program is ended: then the system stops first."""
    pool = ThreadPoolExecutor(size)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
