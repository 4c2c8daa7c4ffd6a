import pytest

from core.booking.errors import ServiceNotOffered
from core.booking.pricing import Quote, quote
from core.booking.requests import ItemRequest, OpeningRequest
from core.kit.ids import ServiceId, new_id
from tests.core.booking.desk import wish
from tests.core.catalog.business import Business

pytestmark = pytest.mark.unit


def priced(price_minor: int = 100_000, *, collect: str = "deposit", **values: object) -> Quote:
    return asked({"price_minor": price_minor, **values}, collect=collect)


def asked(
    values: dict[str, object],
    *,
    quantity: int = 1,
    party_size: int = 1,
    nights: int | None = None,
    collect: str = "deposit",
    currency: str = "KES",
) -> Quote:
    business = Business(settings={"payment": {"collect": collect}}, currency=currency)
    service = business.add_service("S", [business.add("Amina")], **values)
    request = OpeningRequest((ItemRequest(service, quantity),), party_size, nights=nights)
    return quote(request, business.snapshot())


class TestPrice:
    def test_is_the_price_of_the_service(self) -> None:
        assert priced(250_000).price_minor == 250_000

    def test_counts_appointments_but_not_people_when_fixed(self) -> None:
        assert asked({}, quantity=2, party_size=3).price_minor == 200_000

    def test_counts_people_when_per_person(self) -> None:
        assert asked({"price_kind": "per_person"}, party_size=3).price_minor == 300_000

    def test_is_nothing_when_free(self) -> None:
        free = priced(100_000, price_kind="free", deposit_kind="full")
        assert (free.price_minor, free.deposit_minor, free.due_minor) == (0, 0, 0)

    @pytest.mark.parametrize("price_kind", ["fixed", "per_person"])
    def test_each_of_a_party_pays_for_one_appointment(self, price_kind: str) -> None:
        business = Business()
        cut = business.add_service("Cut", price_kind=price_kind)
        items = (ItemRequest(cut), ItemRequest(cut, is_beside=True))
        found = quote(OpeningRequest(items, party_size=2), business.snapshot())
        assert [line.price_minor for line in found.lines] == [100_000, 100_000]

    def test_counts_nights_and_rooms(self) -> None:
        assert asked({"unit": "night"}, quantity=2, nights=3).price_minor == 600_000

    def test_lets_each_guest_pay_once_however_many_rooms(self) -> None:
        values: dict[str, object] = {"unit": "night", "price_kind": "per_person"}
        assert asked(values, quantity=2, party_size=3, nights=2).price_minor == 600_000

    def test_adds_up_the_services(self) -> None:
        business = Business()
        amina = business.add("Amina")
        first = business.add_service("A", [amina], price_minor=100)
        second = business.add_service("B", [amina], price_minor=250)
        total = quote(wish(first, second), business.snapshot())
        assert total.price_minor == 350
        assert [line.price_minor for line in total.lines] == [100, 250]

    def test_refuses_an_unknown_service(self) -> None:
        with pytest.raises(ServiceNotOffered):
            quote(wish(ServiceId(new_id())), Business().snapshot())


class TestDeposit:
    def test_is_nothing_unless_the_service_has_one(self) -> None:
        assert priced().deposit_minor == 0

    @pytest.mark.parametrize(
        ("price", "percent", "deposit"),
        [(100_000, 20, 20_000), (99_900, 30, 30_000), (100_100, 33, 33_100), (5_000, 1, 100)],
    )
    def test_of_some_percent_rounds_up_to_whole_shillings(
        self, price: int, percent: int, deposit: int
    ) -> None:
        quoted = priced(price, deposit_kind="percent", deposit_value=percent)
        assert quoted.deposit_minor == deposit

    def test_rounds_once_for_all_services(self) -> None:
        business = Business()
        by = [business.add("Amina")]
        thirds = {"price_minor": 1_000, "deposit_kind": "percent", "deposit_value": 33}
        services = [business.add_service(name, by, **thirds) for name in ("A", "B", "C")]
        assert quote(wish(*services), business.snapshot()).deposit_minor == 1_000

    def test_rounds_to_what_the_currency_has(self) -> None:
        values: dict[str, object] = {"deposit_kind": "percent", "deposit_value": 33}
        quoted = asked({"price_minor": 10_001, **values}, currency="UGX")
        assert quoted.deposit_minor == 3_301

    def test_is_never_more_than_the_price(self) -> None:
        assert priced(30_000, deposit_kind="fixed", deposit_value=50_000).deposit_minor == 30_000
        assert priced(150, deposit_kind="percent", deposit_value=90).deposit_minor == 150

    def test_is_due_for_each_appointment(self) -> None:
        values: dict[str, object] = {"deposit_kind": "fixed", "deposit_value": 20_000}
        assert asked(values, quantity=2).deposit_minor == 40_000

    def test_may_be_all_of_it(self) -> None:
        assert priced(deposit_kind="full").deposit_minor == 100_000


class TestDue:
    @pytest.mark.parametrize(
        ("collect", "due"), [("deposit", 20_000), ("full", 100_000), ("nothing", 0)]
    )
    def test_is_what_the_business_collects_when_booking(self, collect: str, due: int) -> None:
        quoted = priced(collect=collect, deposit_kind="percent", deposit_value=20)
        assert quoted.due_minor == due
