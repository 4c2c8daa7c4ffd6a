"""How well messages are understood, on texts written apart from the training data.

`python -m benchmarks.understanding [--set dev|test] [--mistakes N] [--json FILE]` sends the sets of
`tests/understanding_sets` through the code of `./ratiba understand` with the demo salon. It prints
accuracy beside the largest intent as baseline, confusions, calibration, the risk-coverage curve,
how often a language model would be asked, and for dates and times what was right, asked back and
wrong. `--mistakes` is refused for the test set.
"""

import argparse
import json
import os
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.support.figures import table
from core.workflows.onboarding.business_file import load_business_file
from launcher.ear import Ear
from launcher.installation import rasa_python

REPO = Path(__file__).parent.parent
SETS = REPO / "tests" / "understanding_sets"
SALON = REPO / "launcher" / "demo" / "salon.yml"
OUT = "out_of_scope"
WHEN = ("date", "time", "datetime", "date_range", "time_range")
LABELED = (*WHEN, "party_size", "service", "staff", "name")
ASKED = ("text", "reference_datetime", "requested_slot")
BINS = 10
COVERAGES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.5)


@dataclass(frozen=True)
class Judged:
    """One line of a set and what was understood of it."""

    given: dict[str, Any]
    heard: dict[str, Any]

    @property
    def is_right(self) -> bool:
        return bool(self.given["intent"] == self.heard["intent"])

    @property
    def confidence(self) -> float:
        return float(self.heard["confidence"])

    def slot(self, name: str) -> str | None:
        """`right`, `asked`, `wrong`, `missed` or `extra`; None when nobody speaks of it."""
        asked = name in {each["entity"] for each in self.heard.get("ambiguous", ())}
        wanted = self.given.get("entities", {}).get(name)
        found = self.heard["entities"].get(name)
        if name in self.given.get("ambiguous", ()):
            return "right" if asked else "wrong"
        if asked:
            return "asked"
        if wanted is None:
            # A name is labeled only where it is the answer.
            return None if found is None or name == "name" else "extra"
        if found is None:
            return "missed"
        return "right" if _folded(found) == _folded(wanted) else "wrong"


def understood(name: str) -> list[Judged]:
    """A set with what a turn would understand of each line, and whether it would be unsure."""
    ear = Ear(load_business_file(SALON, os.environ))
    lines = [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text().splitlines()]
    asked = [
        ear.question(json.dumps({key: line[key] for key in ASKED if key in line}).encode())
        for line in lines
    ]
    finished = subprocess.run(
        [str(rasa_python()), "-m", "bots.parse"],
        cwd=REPO, input="\n".join(json.dumps(question) for question, _ in asked),
        capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
    )  # fmt: skip
    judged = []
    for line, (_, language), answer in zip(lines, asked, finished.stdout.splitlines(), strict=True):
        said = json.loads(answer)
        heard = {**ear.answer(said, language), "unsure": said["unsure"]}
        judged.append(Judged(line, heard))
    return judged


def accuracy(judged: Sequence[Judged]) -> float:
    """The share of right intents."""
    return sum(one.is_right for one in judged) / len(judged)


def unseen(judged: Sequence[Judged]) -> list[Judged]:
    """The lines whose text does not stand in the training data; "hi" and "kesho" mostly do."""
    known: set[str] = set()
    for file in (REPO / "data").glob("*/nlu/*.yml"):
        for entry in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            known |= {_bare(each) for each in entry["examples"].splitlines()}
    return [one for one in judged if _bare(one.given["text"]) not in known]


def unsure(judged: Sequence[Judged]) -> float:
    """The share of lines about which a language model would be asked, if there were one."""
    return sum(one.heard["unsure"] for one in judged) / len(judged)


def majority(judged: Sequence[Judged]) -> float:
    """The accuracy of always saying the most frequent intent."""
    return Counter(one.given["intent"] for one in judged).most_common(1)[0][1] / len(judged)


def scores(judged: Sequence[Judged]) -> str:
    """Precision, recall and most frequent confusions by intent."""
    rows = []
    for intent in sorted({one.given["intent"] for one in judged}):
        meant = [one for one in judged if one.given["intent"] == intent]
        said = [one for one in judged if one.heard["intent"] == intent]
        right = sum(one.is_right for one in meant)
        confused = Counter(one.heard["intent"] for one in meant if not one.is_right)
        worst = ", ".join(f"{other} {count}" for other, count in confused.most_common(3))
        precision = f"{right / len(said):.0%}" if said else "-"
        rows.append((intent, len(meant), f"{right / len(meant):.0%}", precision, worst))
    return table(("intent", "lines", "recall", "precision", "taken for"), rows)


def calibration(judged: Sequence[Judged]) -> tuple[str, float]:
    """Confidence against accuracy by bin, and the expected calibration error."""
    rows, error = [], 0.0
    for number in range(BINS):
        low, high = number / BINS, (number + 1) / BINS
        bin_ = [
            one for one in judged if low <= one.confidence < high or (high == 1 == one.confidence)
        ]
        if not bin_:
            continue
        sure = sum(one.confidence for one in bin_) / len(bin_)
        error += abs(sure - accuracy(bin_)) * len(bin_) / len(judged)
        rows.append((f"{low:.1f}-{high:.1f}", len(bin_), f"{sure:.2f}", f"{accuracy(bin_):.2f}"))
    return table(("confidence", "lines", "said", "right"), rows), error


def risk_coverage(judged: Sequence[Judged]) -> str:
    """The share of wrong intents among the surest part of the lines."""
    surest = sorted(judged, key=lambda one: -one.confidence)
    rows = []
    for coverage in COVERAGES:
        part = surest[: max(1, round(coverage * len(surest)))]
        rows.append((f"{coverage:.0%}", f"{1 - accuracy(part):.1%}", f"{part[-1].confidence:.2f}"))
    return table(("coverage", "wrong", "threshold"), rows)


def slots(judged: Sequence[Judged]) -> str:
    """By entity: right, asked back and wrong, the lines with labels only."""
    labeled = [one for one in judged if "entities" in one.given or "ambiguous" in one.given]
    rows = []
    for name in LABELED:
        found = Counter(one.slot(name) for one in labeled)
        del found[None]
        said = sum(found.values())
        if said:
            kinds = ("right", "asked", "wrong", "missed", "extra")
            rows.append(
                (name, said, f"{found['right'] / said:.1%}", *(found[k] for k in kinds[1:]))
            )
    return table(("entity", "lines", "right", "asked back", "wrong", "missed", "extra"), rows)


def past(judged: Sequence[Judged]) -> int:
    """How many moments were understood that lie before their reference."""
    found = 0
    for one in judged:
        reference = str(one.given.get("reference_datetime", ""))[:16]
        found += bool(reference) and str(one.heard["entities"].get("datetime", "9")) < reference
    return found


def mistakes(judged: Sequence[Judged], most: int) -> list[str]:
    """The first lines that were not understood as they are labeled."""
    shown = []
    for one in judged:
        wrong = {name: one.slot(name) for name in LABELED} if "entities" in one.given else {}
        bad = {name: kind for name, kind in wrong.items() if kind not in (None, "right")}
        if one.is_right and not bad:
            continue
        heard = {key: one.heard["entities"].get(key) for key in bad}
        labels = {key: one.given.get("entities", {}).get(key) for key in bad}
        intents = one.given["intent"]
        intents += "" if one.is_right else f" -> {one.heard['intent']} {one.confidence:.2f}"
        slot = one.given.get("requested_slot")
        shown.append(f"{one.given['text']!r} [{slot}] {intents} {labels or ''} {heard or ''}")
    return shown[:most]


def _bare(text: str) -> str:
    return text.removeprefix("- ").strip().casefold()


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--set", choices=("dev", "test"), default="test", dest="chosen")
    parser.add_argument("--mistakes", type=int, default=0, help="show so many of them (dev only)")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    options = parser.parse_args()
    if options.mistakes and options.chosen == "test":
        parser.error("the test set is only measured: look at mistakes with --set dev")
    everything: list[Judged] = []
    figures: dict[str, float] = {}
    for language in ("en", "sw", "oos"):
        judged = understood(f"{options.chosen}.{language}")
        everything += judged
        figures[language] = accuracy(judged)
        print(
            f"\n{language}: {len(judged)} lines, intents {accuracy(judged):.1%}"
            f" ({accuracy(unseen(judged)):.1%} of the texts that no training example has,"
            f" {majority(judged):.1%} by always the largest), moments in the past {past(judged)},"
            f" a language model would be asked about {unsure(judged):.1%}"
        )
        if language != "oos":
            print(scores(judged), slots(judged), sep="\n\n")
        for line in mistakes(judged, options.mistakes):
            print(" ", line)
    bins, figures["calibration_error"] = calibration(everything)
    print(f"\ncalibration, expected error {figures['calibration_error']:.3f}\n{bins}")
    print(f"\nrisk-coverage\n{risk_coverage(everything)}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
