"""How a channel names a person."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """Who wrote, as the channel names them; the user id comes first, a phone may be absent."""

    user_id: str | None = None
    phone: str | None = None
    profile_name: str | None = None

    @property
    def key(self) -> str:
        """The id that the identity is known by; empty when the channel named nobody."""
        return self.user_id or self.phone or ""

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id the channel gave, the strongest first."""
        return tuple(dict.fromkeys(found for found in (self.user_id, self.phone) if found))
