"""Where Daraja is and how far it is trusted."""

from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

PUBLISHED_SOURCES = (
    "196.201.214.200,196.201.214.206,196.201.214.207,196.201.214.208,"
    "196.201.213.114,196.201.213.44,"
    "196.201.212.127,196.201.212.129,196.201.212.136,196.201.212.138,196.201.212.69,196.201.212.74"
)
Seconds = Annotated[float, Field(gt=0)]


class DarajaSettings(BaseSettings):
    """Address, timeouts, callback sources and limits of M-Pesa."""

    daraja_url: str = "https://api.safaricom.co.ke"
    daraja_connect_timeout: Seconds = 5.0
    daraja_read_timeout: Seconds = 25.0
    daraja_callback_sources: Annotated[frozenset[str], NoDecode] = Field(
        default=PUBLISHED_SOURCES,
        validate_default=True,
        description="Addresses callbacks come from, separated by commas.",
    )
    daraja_callback_check: Literal["log", "enforce"] = Field(
        default="log",
        description="What a callback from elsewhere is: confirmed by a query (log) or not used.",
    )
    daraja_trusted_hops: Annotated[int, Field(ge=0)] = Field(
        default=0,
        description="How many proxies of ours stand in front and append to X-Forwarded-For.",
    )
    mpesa_min_shillings: Annotated[int, Field(ge=1)] = 1
    mpesa_max_shillings: Annotated[int, Field(ge=1)] = 250_000

    @field_validator("daraja_callback_sources", mode="before")
    @classmethod
    def _read_sources(cls, value: object) -> object:
        if isinstance(value, str):
            return frozenset(
                str(ip_address(part.strip())) for part in value.split(",") if part.strip()
            )
        return value

    @field_validator("daraja_url")
    @classmethod
    def _without_slash(cls, value: str) -> str:
        return value.strip().rstrip("/")


def source_address(peer: str, forwarded_for: str | None, trusted_hops: int) -> str:
    """The address a request came from, believing only what our own proxies wrote.

    Each proxy appends the address it saw, so the caller stands `trusted_hops` from the right.
    """
    if trusted_hops == 0 or not forwarded_for:
        return peer
    seen = [part.strip() for part in forwarded_for.split(",")]
    return seen[-trusted_hops] if len(seen) >= trusted_hops else seen[0]
