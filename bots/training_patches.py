"""What we change of Rasa 3.6.21 while it trains, bound to its source as `bots/patches.py` is.

Rasa reads every file twice, once with a parser that remembers lines for its complaints, and copies
and fingerprints all examples for each of its importers. The same examples come out.
"""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pkg_resources
import rasa.shared.utils.io as rasa_io
from pykwalify.core import Core
from rasa.shared.nlu.constants import INTENT, RESPONSE
from rasa.shared.nlu.training_data import training_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils import validation

from bots.errors import PatchMismatch
from bots.patches import source_hash

# `training_data` uses `copy` for nothing but the merging of examples.
_SOURCES = {
    "rasa.shared.utils.validation.validate_yaml_schema": (
        validation.validate_yaml_schema,
        "e039106753a595c2f31716c8bbda8c116241198e909112926b147fa599c8a9fe",
    ),
    "rasa.shared.nlu.training_data.training_data": (
        training_data,
        "1432cb5c428e6c5b3dffb2606bcaea9630411288e970ec1edeb4e8bbb94c5347",
    ),
    "rasa.shared.nlu.training_data.message.Message": (
        Message,
        "081678a8e285fe22327085e38a790de3cb89f45448086c5e1f8bbe520675d530",
    ),
}


def apply() -> None:
    """Patch Rasa; raises PatchMismatch and changes nothing when any source differs."""
    if training_data.copy is not copy:
        return
    changed = [name for name, (source, sha) in _SOURCES.items() if source_hash(source) != sha]
    if changed:
        raise PatchMismatch(f"Rasa's source changed, read it and adapt the patch: {changed}")
    validation.validate_yaml_schema = _quickly_first(validation.validate_yaml_schema)
    training_data.copy = SimpleNamespace(deepcopy=_copied, copy=copy.copy)
    training_data.TrainingData.sanitize_examples = staticmethod(_sanitized)


def _quickly_first(validate: Callable[..., None]) -> Callable[..., None]:
    """Rasa's own validation, with its complaints by line, only for a file that has a fault."""
    schemas: dict[str, Any] = {}

    def is_valid(content: str, path: str, package: str) -> bool:
        if path not in schemas:
            files = [(package, path), (validation.PACKAGE_NAME, validation.RESPONSES_SCHEMA_FILE)]
            read = [
                rasa_io.read_yaml_file(pkg_resources.resource_filename(*each)) for each in files
            ]
            schemas[path] = {**read[0], **read[1]}
        extensions = pkg_resources.resource_filename(
            validation.PACKAGE_NAME, validation.SCHEMA_EXTENSIONS_FILE
        )
        core = Core(
            source_data=rasa_io.read_yaml(content),
            schema_data=copy.deepcopy(schemas[path]),
            extensions=[extensions],
        )
        core.validate(raise_exception=True)
        return True

    def validate_yaml_schema(
        yaml_file_content: str, schema_path: str, package_name: str = validation.PACKAGE_NAME
    ) -> None:
        with contextlib.suppress(Exception):
            if is_valid(yaml_file_content, schema_path, package_name):
                return
        validate(yaml_file_content, schema_path, package_name)

    return validate_yaml_schema


def _copied(value: Any) -> Any:
    """A deep copy; of examples without features only what a later step may change."""
    if not isinstance(value, list):
        return copy.deepcopy(value)
    return [
        _copied_example(each) if type(each) is Message else copy.deepcopy(each) for each in value
    ]


def _copied_example(example: Message) -> Message:
    if example.features or any(type(each) is not str for each in example.data.values()):
        return copy.deepcopy(example)
    copied = Message.__new__(Message)
    copied.__dict__.update(example.__dict__)
    copied.data, copied.features = dict(example.data), []
    copied.output_properties = set(example.output_properties)
    return copied


def _sanitized(examples: list[Message]) -> list[Message]:
    """As Rasa's own, but what has no spaces around it keeps its fingerprint."""
    for example in examples:
        for name in (INTENT, RESPONSE):
            value = example.get(name)
            if value and value != value.strip():
                example.set(name, value.strip())
    return list(dict.fromkeys(examples))
