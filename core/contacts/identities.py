"""Who wrote: from the ids a channel gives to one identity, without ever joining two people."""

from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.contacts.address import Address
from core.contacts.repository import ContactRepository, KnownIdentity


class IdentityResolver:
    """Finds or makes the identity behind an address.

    The user id decides; a phone only speaks where there is no user id on either side. A phone of
    one identity beside a user id of another joins nothing: numbers are handed on to other people.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._contacts = ContactRepository(session)
        self._audit = AuditLog(session)

    async def resolve(self, channel_type: str, address: Address) -> KnownIdentity:
        """The identity of who wrote, made with a new contact when it is nobody we know."""
        await self._contacts.lock_ids(channel_type, address.ids)
        known = await self._known(channel_type, address)
        if known is None:
            known = await self._contacts.add_identity(
                channel_type,
                address.key,
                phone=address.phone,
                profile_name=address.profile_name,
            )
        else:
            await self._refresh(known, channel_type, address)
        if address.user_id and address.phone:
            await self._contacts.add_alias(known.id, channel_type, address.phone)
        return known

    async def change_address(self, channel_type: str, old: Address, new: Address) -> bool:
        """Let a known sender be known by new ids; False when the old ones are unknown."""
        await self._contacts.lock_ids(channel_type, (*old.ids, *new.ids))
        known = None
        for external_id in old.ids:
            known = known or await self._contacts.identity_by_id(channel_type, external_id)
        if known is None:
            return False
        for external_id in new.ids:
            holder = await self._contacts.identity_by_id(channel_type, external_id)
            if holder is not None and holder.id != known.id:
                return False
        await self._refresh(known, channel_type, new, is_change=True)
        for external_id in (*old.ids, *new.ids):
            await self._contacts.add_alias(known.id, channel_type, external_id)
        await self._audit.record(
            "address_changed", "identities", known.id, {"has_phone": new.phone is not None}
        )
        return True

    async def mark_reachable(self, channel_type: str, address: Address) -> None:
        """Note that somebody who counted as out of reach has written."""
        known = await self._known(channel_type, address)
        if known is not None:
            await self._contacts.mark_reachable(known.id)

    async def _known(self, channel_type: str, address: Address) -> KnownIdentity | None:
        if address.user_id:
            by_user = await self._contacts.identity_by_id(channel_type, address.user_id)
            if by_user or not address.phone:
                return by_user
        if not address.phone:
            return None
        by_phone = await self._contacts.identity_by_id(channel_type, address.phone)
        if by_phone is None or not address.user_id:
            return by_phone
        if await self._contacts.has_user_id(by_phone.id, address.phone):
            return None
        return by_phone

    async def _refresh(
        self,
        known: KnownIdentity,
        channel_type: str,
        address: Address,
        *,
        is_change: bool = False,
    ) -> None:
        changes: dict[str, str] = {}
        # A late message under an old user id must not bring that id back.
        takes_user_id = is_change or known.external_id.isdigit()
        if takes_user_id and address.user_id and known.external_id != address.user_id:
            await self._contacts.add_alias(known.id, channel_type, known.external_id)
            changes["external_id"] = address.user_id
        if address.phone and known.phone != address.phone:
            changes["phone"] = address.phone
            await self._contacts.attest_phone(known.contact_id, address.phone)
        if address.profile_name and known.profile_name != address.profile_name:
            changes["profile_name"] = address.profile_name
        if changes:
            await self._contacts.update_identity(known.id, changes)
