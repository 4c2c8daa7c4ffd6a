"""A tenant's M-Pesa credentials."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from core.payments.errors import PaymentUnavailable

TransactionType = Literal["CustomerPayBillOnline", "CustomerBuyGoodsOnline"]
PAYBILL: Final = "CustomerPayBillOnline"
TILL: Final = "CustomerBuyGoodsOnline"
TYPES: Final[Mapping[str, str]] = {"paybill": PAYBILL, "till": TILL}


@dataclass(frozen=True, slots=True)
class MpesaAccount:
    """One Daraja app with the shortcode it may collect for."""

    consumer_key: str = field(repr=False)
    consumer_secret: str = field(repr=False)
    shortcode: str
    passkey: str = field(repr=False)
    transaction_type: TransactionType
    party_b: str

    @property
    def app_id(self) -> str:
        """Which app this is, for caches and logs; does not reveal the key."""
        return hashlib.sha256(self.consumer_key.encode()).hexdigest()[:16]

    @classmethod
    def from_stored(
        cls, credentials: Mapping[str, Any], settings: Mapping[str, Any]
    ) -> "MpesaAccount":
        """Read a stored account; raises PaymentUnavailable when it cannot work."""
        values = {
            name: str(value).strip()
            for name, value in (*settings.items(), *credentials.items())
            if value is not None
        }
        wanted = values.get("transaction_type") or values.get("type") or "paybill"
        transaction_type = TYPES.get(wanted.lower(), wanted)
        shortcode = values.get("shortcode", "")
        party_b = values.get("party_b", "") or (shortcode if transaction_type == PAYBILL else "")
        complete = all(values.get(name) for name in ("consumer_key", "consumer_secret", "passkey"))
        if not (complete and shortcode.isdigit() and party_b.isdigit()):
            raise PaymentUnavailable("mpesa")
        if transaction_type not in (PAYBILL, TILL) or (
            transaction_type == PAYBILL and party_b != shortcode
        ):
            raise PaymentUnavailable("mpesa")
        kind: TransactionType = TILL if transaction_type == TILL else PAYBILL
        return cls(
            consumer_key=values["consumer_key"],
            consumer_secret=values["consumer_secret"],
            shortcode=shortcode,
            passkey=values["passkey"],
            transaction_type=kind,
            party_b=party_b,
        )
