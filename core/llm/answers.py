"""What a model is asked and what comes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import orjson

from core.llm.errors import AnswerRejected

_LETTERS_PER_TOKEN = 3
_MOST_TOKENS = 1_000_000


@dataclass(frozen=True, slots=True)
class Question:
    """Instructions, the data they are about, and the form of the answer.

    `text` is data: it goes into the user's part, never into the instructions.
    """

    instructions: str
    text: str
    schema: Mapping[str, Any]
    name: str
    most_tokens: int

    @property
    def size(self) -> int:
        """A high estimate of the tokens that the question costs.

        What the contact wrote is counted by bytes: no token is smaller, whatever the script.
        """
        ours = len(self.instructions) + len(orjson.dumps(self.schema))
        return ours // _LETTERS_PER_TOKEN + len(self.text.encode()) + 50


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens and their price in millionths of a US dollar."""

    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.tokens_in + other.tokens_in,
            self.tokens_out + other.tokens_out,
            self.cost_micros + other.cost_micros,
        )


@dataclass(frozen=True, slots=True)
class Said:
    """What a provider answered: a value of the asked form if it is one, and its token counts."""

    value: Any
    tokens_in: Any
    tokens_out: Any


class ModelClient(Protocol):
    """One provider; Anthropic's and OpenAI's wire formats are the two there are."""

    async def ask(self, model: str, question: Question) -> Said:
        """The answer; raises NoAnswer."""
        ...

    async def aclose(self) -> None: ...


def json_of(text: Any) -> Any:
    """The JSON value of an answer, with or without a fence around it; raises AnswerRejected."""
    if not isinstance(text, str):
        raise AnswerRejected("no_text")
    bare = text.strip()
    if bare.startswith("```"):
        bare = bare.strip("`").removeprefix("json")
    try:
        return orjson.loads(bare)
    except orjson.JSONDecodeError:
        raise AnswerRejected("not_json") from None


def counted(given: Any, otherwise: int) -> int:
    """A token count of the provider if it can be one: nothing is answered for none."""
    is_count = isinstance(given, int) and not isinstance(given, bool) and 0 < given <= _MOST_TOKENS
    return given if is_count else otherwise
