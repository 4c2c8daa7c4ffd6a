"""Which language models there are and what they may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings

ANTHROPIC, OPENAI = "anthropic", "openai"
DEFAULT_MODELS = {
    ANTHROPIC: ("claude-sonnet-5-5", "claude-haiku-5-5"),
    OPENAI: ("gpt-5.4-mini", "gpt-5.4-nano"),
}
Seconds = Annotated[float, Field(gt=0)]
Price = Annotated[str, Field(pattern=r"^\d+(\.\d+)?/\d+(\.\d+)?$")]


@dataclass(frozen=True, slots=True)
class RungSettings:
    """One step of the ladder: a provider's model, its price and its time."""

    provider: str
    model: str
    price: str
    seconds: float

    def cost_micros(self, tokens_in: int, tokens_out: int) -> int:
        """Millionths of a US dollar: what a million tokens cost in dollars, one costs in these."""
        price_in, price_out = (float(part) for part in self.price.split("/"))
        return ceil(tokens_in * price_in + tokens_out * price_out)


class LlmSettings(BaseSettings):
    """Keys, addresses and models; without a key no model is ever asked."""

    anthropic_api_key: SecretStr = SecretStr("")
    anthropic_base_url: str = "https://api.anthropic.com"
    openai_api_key: SecretStr = SecretStr("")
    openai_base_url: str = "https://api.openai.com/v1"
    openai_answer_format: Literal["json_schema", "json_object", "text"] = Field(
        default="json_schema",
        description="What a compatible endpoint can be told about the form of its answers.",
    )
    llm_model: str = Field(
        default="", description="provider:name; the provider's default model if empty."
    )
    llm_fast_model: str = Field(
        default="", description="Asked when the first gives nothing in time; `none` for nobody."
    )
    llm_price: Price = Field(
        default="3/15", description="US dollars per million tokens in/out, for the budget."
    )
    llm_fast_price: Price = "1/5"
    llm_model_seconds: Seconds = 4.0
    llm_fast_model_seconds: Seconds = 2.0
    llm_at_once: Annotated[int, Field(ge=1)] = 32
    llm_most_tokens: Annotated[int, Field(ge=50)] = 800
    llm_most_bytes: Annotated[int, Field(ge=1024)] = 262_144
    llm_cache_seconds: Annotated[int, Field(ge=0)] = 86_400
    llm_monthly_budget_cents: Annotated[int, Field(ge=0)] = Field(
        default=500, description="US cents a business may cost in a month unless it says otherwise."
    )
    llm_failures_to_open: Annotated[int, Field(ge=1)] = 5
    llm_open_seconds: Seconds = 30.0

    @field_validator("anthropic_base_url", "openai_base_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.strip().rstrip("/")

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Self:
        """The settings of an environment that is not this process's own."""
        names = [name for name in cls.model_fields if name.upper() in environment]
        return cls.model_validate({name: environment[name.upper()] for name in names})

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers with a key, the preferred one first."""
        keys = {ANTHROPIC: self.anthropic_api_key, OPENAI: self.openai_api_key}
        return tuple(name for name, key in keys.items() if key.get_secret_value().strip())

    def rungs(self) -> tuple[RungSettings, ...]:
        """The models to ask, one after the other; empty without a key."""
        if not self.providers:
            return ()
        first = self._named(self.llm_model, 0)
        rungs = [RungSettings(*first, self.llm_price, self.llm_model_seconds)]
        if self.llm_fast_model.strip().casefold() != "none":
            fast = self._named(self.llm_fast_model, 1, provider=first[0])
            if fast != first:
                rungs.append(RungSettings(*fast, self.llm_fast_price, self.llm_fast_model_seconds))
        return tuple(rungs)

    def _named(self, given: str, rank: int, *, provider: str | None = None) -> tuple[str, str]:
        head, colon, name = given.strip().partition(":")
        if colon and head in DEFAULT_MODELS:
            if head not in self.providers:
                raise ValueError(f"{head} is to be asked and has no key")
            return head, name
        chosen = provider or self.providers[0]
        return chosen, given.strip() or DEFAULT_MODELS[chosen][rank]
