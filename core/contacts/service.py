"""What can happen to a contact."""

from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.contacts.errors import ContactNotFound
from core.contacts.repository import ContactRepository
from core.kit.ids import ContactId


class ContactService:
    """Changes contacts of one tenant; each change is audited without its content."""

    def __init__(self, session: AsyncSession) -> None:
        self._contacts = ContactRepository(session)
        self._audit = AuditLog(session)

    async def rename(self, contact_id: ContactId, name: str) -> None:
        """Call the contact what they say they are called."""
        await self._update(contact_id, "contact_renamed", name=name)

    async def note_phone(self, contact_id: ContactId, phone: str) -> None:
        """Note a number the contact typed: usable for payments, but proof of nothing."""
        await self._update(contact_id, "contact_phone_noted", phone=phone, is_phone_verified=False)

    async def prefer_language(self, contact_id: ContactId, language: str) -> None:
        """Speak this language with the contact from now on."""
        await self._update(contact_id, "contact_language_set", language=language)

    async def opt_out(self, contact_id: ContactId) -> None:
        """Send the contact nothing more, except the answer to this."""
        if await self._contacts.set_opted_out(contact_id, is_opted_out=True):
            await self._record("contact_opted_out", contact_id, "wants no messages")

    async def opt_in(self, contact_id: ContactId) -> None:
        """Answer the contact again."""
        if await self._contacts.set_opted_out(contact_id, is_opted_out=False):
            await self._record("contact_opted_in", contact_id, "wants messages again")

    async def _update(self, contact_id: ContactId, action: str, **changes: str | bool) -> None:
        if not await self._contacts.update_contact(contact_id, changes):
            raise ContactNotFound(f"no contact {contact_id}")
        named = ", ".join(name for name in changes if not name.startswith("is_"))
        await self._record(action, contact_id, f"{named} changed")

    async def _record(self, action: str, contact_id: ContactId, summary: str) -> None:
        facts = {"summary": summary, "change": "updated"}
        await self._audit.record(action, "contacts", contact_id, facts)
