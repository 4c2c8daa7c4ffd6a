"""All SQL about contacts, identities and their aliases."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.contacts.models import Contact, Identity, IdentityAlias
from core.contacts.strangers import LOCK_IDS, lock_names
from core.kit.db import tenant_of
from core.kit.ids import ContactId, IdentityId, new_id


@dataclass(frozen=True, slots=True)
class KnownIdentity:
    """An identity and whose it is."""

    id: IdentityId
    contact_id: ContactId
    external_id: str
    phone: str | None
    profile_name: str | None


class ContactRepository:
    """Contacts of the tenant that the session is bound to."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._tenant_id = tenant_of(session)

    async def lock_ids(self, channel_type: str, external_ids: Iterable[str]) -> None:
        """Let nobody else make an identity with one of these ids until the transaction ends."""
        names = lock_names(self._tenant_id, channel_type, external_ids)
        await self._session.execute(LOCK_IDS.text, {"lock_names": names})

    async def identity_by_id(self, channel_type: str, external_id: str) -> KnownIdentity | None:
        """The identity that has this id now, else the one that had it as an alias."""
        alias = select(IdentityAlias.identity_id).where(
            IdentityAlias.tenant_id == self._tenant_id,
            IdentityAlias.channel_type == channel_type,
            IdentityAlias.external_id == external_id,
        )
        is_current = (Identity.external_id == external_id).label("is_current")
        found = await self._session.execute(
            select(
                Identity.id,
                Identity.contact_id,
                Identity.external_id,
                Identity.phone,
                Identity.profile_name,
                is_current,
            )
            .where(
                Identity.tenant_id == self._tenant_id,
                Identity.channel_type == channel_type,
                or_(Identity.external_id == external_id, Identity.id.in_(alias)),
            )
            .order_by(is_current.desc())
            .limit(1)
        )
        row = found.first()
        return _known(row) if row else None

    async def add_identity(
        self,
        channel_type: str,
        external_id: str,
        *,
        phone: str | None,
        profile_name: str | None,
        contact_id: ContactId | None = None,
    ) -> KnownIdentity:
        """An identity of a contact, of a new one unless it is given.

        A new contact's phone counts as verified, the channel attests it.
        """
        identity_id = new_id()
        if contact_id is None:
            contact_id = ContactId(new_id())
            await self._session.execute(
                insert(Contact).values(
                    id=contact_id,
                    tenant_id=self._tenant_id,
                    phone=phone,
                    is_phone_verified=phone is not None,
                )
            )
        await self._session.execute(
            insert(Identity).values(
                id=identity_id,
                tenant_id=self._tenant_id,
                contact_id=contact_id,
                channel_type=channel_type,
                external_id=external_id,
                phone=phone,
                profile_name=profile_name,
            )
        )
        return KnownIdentity(IdentityId(identity_id), contact_id, external_id, phone, profile_name)

    async def add_alias(self, identity_id: IdentityId, channel_type: str, external_id: str) -> None:
        """Remember another id of an identity, unless somebody has it already."""
        await self._session.execute(
            insert(IdentityAlias)
            .values(
                id=new_id(),
                tenant_id=self._tenant_id,
                identity_id=identity_id,
                channel_type=channel_type,
                external_id=external_id,
            )
            .on_conflict_do_nothing(index_elements=["tenant_id", "channel_type", "external_id"])
        )

    async def has_user_id(self, identity_id: IdentityId, phone: str | None) -> bool:
        """Whether the identity was ever known by something that is not a phone number."""
        ids = select(Identity.external_id).where(Identity.id == identity_id)
        aliases = select(IdentityAlias.external_id).where(IdentityAlias.identity_id == identity_id)
        known = ids.union_all(aliases).subquery()
        looks_like_phone = known.c.external_id.regexp_match("^[0-9]+$")
        found = await self._session.execute(
            select(literal(1)).select_from(known).where(~looks_like_phone).limit(1)
        )
        return found.first() is not None

    async def update_identity(self, identity_id: IdentityId, changes: dict[str, Any]) -> None:
        """Change the current id, phone or profile name of an identity."""
        await self._session.execute(
            update(Identity)
            .where(Identity.tenant_id == self._tenant_id, Identity.id == identity_id)
            .values(**changes)
        )

    async def update_contact(self, contact_id: ContactId, changes: dict[str, Any]) -> bool:
        """Change a contact; False when there is none."""
        changed = await self._session.execute(
            update(Contact)
            .where(Contact.tenant_id == self._tenant_id, Contact.id == contact_id)
            .values(**changes)
            .returning(Contact.id)
        )
        return changed.first() is not None

    async def mark_reachable(self, identity_id: IdentityId) -> None:
        """Note that the contact has written, so that the channel reaches them again."""
        await self.update_identity(identity_id, {"is_reachable": True})

    async def attest_phone(self, contact_id: ContactId, phone: str) -> None:
        """Note the phone that the channel vouches for on a contact that has none."""
        await self._session.execute(
            update(Contact)
            .where(
                Contact.tenant_id == self._tenant_id,
                Contact.id == contact_id,
                or_(Contact.phone.is_(None), ~Contact.is_phone_verified),
            )
            .values(phone=phone, is_phone_verified=True)
        )

    async def set_opted_out(self, contact_id: ContactId, *, is_opted_out: bool) -> bool:
        """Note or take back an opt-out; True when that changed something."""
        column = Contact.opted_out_at
        changed = await self._session.execute(
            update(Contact)
            .where(
                Contact.tenant_id == self._tenant_id,
                Contact.id == contact_id,
                column.is_(None) if is_opted_out else column.is_not(None),
            )
            .values(opted_out_at=func.clock_timestamp() if is_opted_out else None)
            .returning(Contact.id)
        )
        return changed.first() is not None


def _known(row: Any) -> KnownIdentity:
    return KnownIdentity(
        IdentityId(row.id), ContactId(row.contact_id), row.external_id, row.phone, row.profile_name
    )
