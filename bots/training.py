"""Training: `python -m bots.training` makes a model when domain, data or config changed."""

from __future__ import annotations

import argparse
import hashlib
import os
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from rasa.shared.exceptions import RasaException

from bots import trainers
from bots.logs import quiet_structlog
from bots.models import Models
from bots.settings import TrainingSettings

KEPT_MODELS = 5


def fingerprint(settings: TrainingSettings) -> str:
    """Changes whenever a model trained now would differ from one trained before."""
    digest = hashlib.sha256(version("rasa").encode())
    digest.update(trainers.digest().encode())
    for path in _inputs(settings):
        digest.update(path.name.encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def trained_model(settings: TrainingSettings) -> Path | None:
    """The model of the present inputs, or None when they changed since the last training."""
    found = sorted(settings.models.glob(f"*-{fingerprint(settings)}.tar.gz"))
    return found[-1] if found else None


def train(settings: TrainingSettings) -> Path:
    """Train and put the finished model in place in one step.

    Of the older ones five stay, and the one that was chosen by name.
    """
    settings.models.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(settings.home / "cache" / "rasa"))
    # Rasa draws its progress bars unless this says otherwise.
    os.environ["LOG_LEVEL"] = "WARNING"
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{fingerprint(settings)}.tar.gz"
    from rasa.model_training import train as train_model

    from bots import training_patches

    training_patches.apply()
    with TemporaryDirectory(dir=settings.models, prefix=".training-") as folder:
        result = train_model(
            domain=str(settings.domain),
            config=str(settings.config),
            training_files=[str(settings.data)],
            output=folder,
            fixed_model_name=name,
        )
        if result.code != 0 or result.model is None:
            raise SystemExit(f"Training failed with code {result.code}")
        finished = settings.models / name
        Path(result.model).replace(finished)
    chosen = Models(settings.models).chosen()
    for old in sorted(settings.models.glob("*.tar.gz"))[:-KEPT_MODELS]:
        if old != chosen:
            old.unlink(missing_ok=True)
    return finished


def _inputs(settings: TrainingSettings) -> Iterator[Path]:
    yield settings.config
    for folder in (settings.domain, settings.data):
        yield from [folder] if folder.is_file() else sorted(folder.rglob("*.yml"))


def main() -> None:
    """Train unless the newest model is of the present inputs."""
    parser = argparse.ArgumentParser(prog="python -m bots.training", description=__doc__)
    parser.add_argument("--force", action="store_true", help="train even if nothing changed")
    arguments = parser.parse_args()
    quiet_structlog()
    settings = TrainingSettings()
    current = trained_model(settings)
    if current and not arguments.force:
        current.touch()
        print(f"The model is current: {current}")
        _say_what_is_chosen(settings, current)
        return
    print("Training: domain, data or config changed (about two minutes)", flush=True)
    started = time.monotonic()
    try:
        model = train(settings)
    except RasaException as error:
        # Such as rules that contradict each other, or a file that cannot be read.
        raise SystemExit(f"The training data cannot be used:\n{str(error).strip()}") from None
    print(f"Trained in {time.monotonic() - started:.0f} s: {model}")
    _say_what_is_chosen(settings, model)


def _say_what_is_chosen(settings: TrainingSettings, newest: Path) -> None:
    chosen = Models(settings.models).chosen()
    if chosen not in (None, newest):
        print(f"Not in use: {chosen.name} is chosen; ./ratiba models use latest takes the new one")


if __name__ == "__main__":
    main()
