import pytest
from sqlalchemy import text

from core.contacts.address import Address
from core.contacts.errors import ContactNotFound
from core.contacts.identities import IdentityResolver
from core.contacts.repository import KnownIdentity
from core.contacts.service import ContactService
from core.kit.ids import ContactId, new_id
from tests.fixtures.messages import FrontDesk

pytestmark = pytest.mark.db

PHONE, OTHER_PHONE = "254712345678", "254733000000"
USER, OTHER_USER = "KE.13491208655302741918", "KE.99"


async def resolve(desk: FrontDesk, *ids: str | None, name: str | None = None) -> KnownIdentity:
    user_id, phone = ids
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        return await IdentityResolver(session).resolve("whatsapp", Address(user_id, phone, name))


async def change(desk: FrontDesk, old: Address, new: Address) -> bool:
    async with desk.database.tenant_transaction(desk.tenant_id) as session:
        return await IdentityResolver(session).change_address("whatsapp", old, new)


async def identity(desk: FrontDesk, known: KnownIdentity) -> tuple[str, str | None]:
    (row,) = await desk.rows(
        "SELECT external_id, phone FROM identities WHERE id = :id", id=known.id
    )
    return row["external_id"], row["phone"]


class TestResolve:
    async def test_the_same_ids_are_the_same_person(self, desk: FrontDesk) -> None:
        first = await resolve(desk, USER, PHONE)
        for ids in ((USER, PHONE), (USER, None), (None, PHONE)):
            assert (await resolve(desk, *ids)).contact_id == first.contact_id

    async def test_a_contact_can_be_without_a_phone(self, desk: FrontDesk) -> None:
        known = await resolve(desk, USER, None)
        assert await identity(desk, known) == (USER, None)
        (contact,) = await desk.rows("SELECT phone, is_phone_verified FROM contacts")
        assert contact == {"phone": None, "is_phone_verified": False}

    async def test_who_was_known_by_phone_gets_the_user_id_as_key(self, desk: FrontDesk) -> None:
        before = await resolve(desk, None, PHONE)
        after = await resolve(desk, USER, PHONE)
        assert after.contact_id == before.contact_id
        assert await identity(desk, before) == (USER, PHONE)
        assert (await resolve(desk, None, PHONE)).contact_id == before.contact_id

    async def test_a_phone_that_shows_up_later_is_noted(self, desk: FrontDesk) -> None:
        known = await resolve(desk, USER, None)
        await resolve(desk, USER, PHONE)
        assert await identity(desk, known) == (USER, PHONE)
        (contact,) = await desk.rows("SELECT phone, is_phone_verified FROM contacts")
        assert contact == {"phone": PHONE, "is_phone_verified": True}

    async def test_a_phone_handed_on_to_somebody_else_joins_nobody(self, desk: FrontDesk) -> None:
        before = await resolve(desk, USER, PHONE)
        after = await resolve(desk, OTHER_USER, PHONE)
        assert after.contact_id != before.contact_id
        assert (await resolve(desk, USER, None)).contact_id == before.contact_id
        assert (await resolve(desk, OTHER_USER, PHONE)).contact_id == after.contact_id

    async def test_a_user_id_beside_anothers_phone_stays_who_it_is(self, desk: FrontDesk) -> None:
        first, second = await resolve(desk, USER, PHONE), await resolve(desk, OTHER_USER, None)
        assert (await resolve(desk, OTHER_USER, PHONE)).contact_id == second.contact_id
        assert (await resolve(desk, USER, PHONE)).contact_id == first.contact_id

    async def test_the_same_name_is_not_the_same_person(self, desk: FrontDesk) -> None:
        first = await resolve(desk, USER, None, name="Jane")
        second = await resolve(desk, OTHER_USER, None, name="Jane")
        assert first.contact_id != second.contact_id

    async def test_a_new_profile_name_is_noted(self, desk: FrontDesk) -> None:
        for name in ("Jane", "Jane W"):
            await resolve(desk, USER, PHONE, name=name)
        (row,) = await desk.rows("SELECT profile_name FROM identities")
        assert row["profile_name"] == "Jane W"

    async def test_another_tenants_people_are_strangers(
        self, desk: FrontDesk, other_desk: FrontDesk
    ) -> None:
        mine, theirs = await resolve(desk, USER, PHONE), await resolve(other_desk, USER, PHONE)
        assert mine.contact_id != theirs.contact_id
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            found = await session.execute(text("SELECT count(*) FROM identities"))
            assert found.scalar() == 1


class TestChangeAddress:
    async def test_a_changed_number_is_the_same_person(self, desk: FrontDesk) -> None:
        before = await resolve(desk, USER, PHONE)
        new = Address(OTHER_USER, OTHER_PHONE)
        assert await change(desk, Address(None, PHONE), new)
        assert await identity(desk, before) == (OTHER_USER, OTHER_PHONE)
        for ids in ((OTHER_USER, OTHER_PHONE), (OTHER_USER, None), (USER, None)):
            assert (await resolve(desk, *ids)).contact_id == before.contact_id

    async def test_a_late_message_under_the_old_id_does_not_bring_it_back(
        self, desk: FrontDesk
    ) -> None:
        before = await resolve(desk, USER, None)
        assert await change(desk, Address(USER), Address(OTHER_USER))
        await resolve(desk, USER, None)
        assert await identity(desk, before) == (OTHER_USER, None)

    async def test_a_stranger_changes_nothing(self, desk: FrontDesk) -> None:
        assert not await change(desk, Address(USER), Address(OTHER_USER))
        assert await desk.rows("SELECT id FROM identities") == []

    async def test_an_id_that_somebody_has_is_not_taken_away(self, desk: FrontDesk) -> None:
        await resolve(desk, USER, PHONE)
        other = await resolve(desk, OTHER_USER, OTHER_PHONE)
        assert not await change(desk, Address(USER), Address(OTHER_USER))
        assert (await resolve(desk, OTHER_USER, None)).contact_id == other.contact_id


class TestContactService:
    async def test_changes_are_made_and_audited_without_their_content(
        self, desk: FrontDesk
    ) -> None:
        known = await resolve(desk, USER, PHONE)
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            service = ContactService(session)
            await service.rename(known.contact_id, "Jane Wanjiku")
            await service.prefer_language(known.contact_id, "sw")
            for _ in range(2):
                await service.opt_out(known.contact_id)
        (contact,) = await desk.rows("SELECT name, language, opted_out_at FROM contacts")
        assert (contact["name"], contact["language"]) == ("Jane Wanjiku", "sw")
        assert contact["opted_out_at"] is not None
        entries = await desk.rows(
            "SELECT action, facts FROM audit_entries WHERE subject_table = 'contacts' ORDER BY id"
        )
        actions = [entry["action"] for entry in entries]
        assert actions == ["contact_renamed", "contact_language_set", "contact_opted_out"]
        assert "Jane" not in str(entries)

    async def test_a_typed_number_proves_nothing(self, desk: FrontDesk) -> None:
        known = await resolve(desk, USER, None)
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            await ContactService(session).note_phone(known.contact_id, OTHER_PHONE)
        (contact,) = await desk.rows("SELECT phone, is_phone_verified FROM contacts")
        assert contact == {"phone": OTHER_PHONE, "is_phone_verified": False}

    async def test_nobody_cannot_be_changed(self, desk: FrontDesk) -> None:
        async with desk.database.tenant_transaction(desk.tenant_id) as session:
            with pytest.raises(ContactNotFound):
                await ContactService(session).rename(ContactId(new_id()), "x")
