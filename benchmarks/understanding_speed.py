"""Microseconds per reading of a message, beside dateutil's fuzzy date parser in the same process.

`python -m benchmarks.understanding_speed` reads the same messages with both: ours gives language,
day, time, numbers, particulars, services and staff of a catalog of 40 names; dateutil one date.
A message is read with words seen before, and with every word of four letters or more misspelled
anew, which no cache can know.
"""

import random
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from datetime import time as clock
from statistics import median
from zoneinfo import ZoneInfo

from dateutil import parser

from core.understanding import CatalogNames, NamedEntry, ReadingSettings, read

LIMIT_MICROSECONDS = 1000
ROUNDS = 60
MESSAGES = (
    "Hi, I'd like to book braids with Amina tomorrow at 3pm",
    "nataka kubook kusuka kesho saa tisa mchana",
    "next Jumatatu saa nane",
    "ok",
    "3pm",
    "the 5th of March at half past two",
    "Please cancel my appointment on friday, something came up",
    "naomba kuahirisha miadi yangu ya Ijumaa hadi wiki ijayo Jumanne saa tatu na nusu asubuhi",
    "niaje, mko na nafasi sato between saa nane na saa kumi?",
    "my name is Jane Wanjiku, 0712 345 678",
    "watu wanne, tarehe 24 mwezi wa kumi na mbili saa moja usiku",
    "I want to move my booking from Monday 3pm to Wednesday at 4.30 in the afternoon if it works",
    "how much is a deep tissue massage?",
    "anyone is fine, as soon as possible",
)
NAIROBI = ZoneInfo("Africa/Nairobi")
REFERENCE = datetime(2026, 11, 18, 10, 0, tzinfo=NAIROBI)
SETTINGS = ReadingSettings(
    zone=NAIROBI, open_hours=tuple(((clock(8), clock(18)),) for _ in range(7))
)
CATALOG = CatalogNames(
    services=tuple(
        NamedEntry(f"s{n}", f"{kind} {what}", synonyms=(f"{what} ya {kind}",))
        for n, (kind, what) in enumerate(
            (kind, what)
            for what in ("braids", "haircut", "massage", "manicure", "facial", "make up")
            for kind in ("Classic", "Deluxe", "Kids", "Bridal", "Express")
        )
    ),
    staff=tuple(
        NamedEntry(f"t{n}", name)
        for n, name in enumerate(
            (
                "Amina Hassan", "Grace Wanjiru", "May Otieno", "John Kamau", "John Odhiambo",
                "Mercy Njeri", "Fatuma Ali", "Brian Kiptoo", "Achieng Atieno", "Peter Mwangi",
            )
        )
    ),
)  # fmt: skip


def ours(text: str) -> None:
    read(text, reference=REFERENCE, catalog=CATALOG, settings=SETTINGS)


def dateutil_fuzzy(text: str) -> None:
    try:
        parser.parse(text, fuzzy=True, default=REFERENCE)
    except (ValueError, OverflowError):
        return


def misspelled(text: str, chance: random.Random) -> str:
    """The text with a letter of each longer word replaced."""
    return " ".join(_with_wrong_letter(word, chance) for word in text.split())


def _with_wrong_letter(word: str, chance: random.Random) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("bcdfghjklmnpqrstvwxyz") + word[at + 1 :]


def microseconds(work: Callable[[str], None], texts: Sequence[str]) -> list[float]:
    """Processor time of each text, so that neighbors on the machine do not count."""
    taken = []
    for text in texts:
        start = time.thread_time_ns()
        work(text)
        taken.append((time.thread_time_ns() - start) / 1000)
    return taken


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    start = time.perf_counter()
    ours(MESSAGES[0])
    print(f"first reading, tables built: {(time.perf_counter() - start) * 1000:.0f} ms")
    chance = random.Random(1)
    runs = {
        "ours, words seen before": (ours, [*MESSAGES] * ROUNDS),
        "ours, words misspelled anew": (
            ours, [misspelled(text, chance) for text in MESSAGES for _ in range(ROUNDS)]
        ),
        "dateutil.parser.parse(fuzzy=True)": (dateutil_fuzzy, [*MESSAGES] * ROUNDS),
    }  # fmt: skip
    found = {}
    for name, (work, texts) in runs.items():
        microseconds(work, texts[: len(MESSAGES)])
        found[name] = microseconds(work, texts)
    baseline = median(found["dateutil.parser.parse(fuzzy=True)"])
    print(f"{'':36}{'p50 us':>9}{'p95 us':>9}{'p99 us':>9}{'x dateutil':>12}")
    for name, taken in found.items():
        figures = [median(taken), percentile(taken, 0.95), percentile(taken, 0.99)]
        cells = "".join(f"{figure:9.0f}" for figure in figures)
        print(f"{name:36}{cells}{median(taken) / baseline:12.2f}")
    slowest = percentile(found["ours, words seen before"], 0.95)
    verdict = "kept" if slowest <= LIMIT_MICROSECONDS else "BROKEN"
    print(f"limit {LIMIT_MICROSECONDS} us at p95: {verdict}")


if __name__ == "__main__":
    main()
