"""Identifiers: time-ordered UUIDs, one NewType per noun."""

import secrets
import time
from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
ChannelId = NewType("ChannelId", UUID)
ContactId = NewType("ContactId", UUID)
IdentityId = NewType("IdentityId", UUID)
ConversationId = NewType("ConversationId", UUID)
DialogueId = NewType("DialogueId", UUID)
TurnId = NewType("TurnId", UUID)
ServiceId = NewType("ServiceId", UUID)
ResourceId = NewType("ResourceId", UUID)
BranchId = NewType("BranchId", UUID)
BookingId = NewType("BookingId", UUID)
PaymentId = NewType("PaymentId", UUID)


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): sorts by creation time, so indexes stay compact."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)
