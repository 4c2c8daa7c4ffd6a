import pytest

from core.payments.mpesa import codes
from core.payments.mpesa.codes import Reason, is_unlisted, meaning_of, push_refusal

pytestmark = pytest.mark.unit

# code, reason, soft, asks before a new prompt, alerts the operator
RESULTS = [
    ("1", Reason.INSUFFICIENT, False, False, False),
    ("2", Reason.LIMIT, False, False, False),
    ("3", Reason.LIMIT, False, False, False),
    ("4", Reason.LIMIT, False, False, False),
    ("8", Reason.MERCHANT_LIMIT, False, False, True),
    ("17", Reason.TOO_SOON, False, False, False),
    ("26", Reason.BUSY, False, False, False),
    ("1001", Reason.BUSY, False, False, False),
    ("1019", Reason.NO_ANSWER, True, True, False),
    ("1025", Reason.NOT_SENT, False, False, False),
    ("1031", Reason.CANCELED, True, True, False),
    ("1032", Reason.CANCELED, True, False, False),
    ("1036", Reason.NO_ANSWER, True, True, False),
    ("1037", Reason.NO_ANSWER, True, True, False),
    ("2001", Reason.WRONG_PIN, False, False, False),
    ("2028", Reason.MISCONFIGURED, False, False, True),
    ("8006", Reason.PIN_LOCKED, False, False, False),
    ("SFC_IC0003", Reason.MISCONFIGURED, False, False, True),
    ("9999", Reason.NOT_SENT, True, False, False),
]

PUSH_ERRORS = [
    ("400.002.02", "Bad Request - Invalid PhoneNumber", Reason.INVALID_REQUEST),
    ("400.002.02", "Bad Request - Invalid Amount", Reason.MISCONFIGURED),
    ("404.001.01", "Resource not found", Reason.MISCONFIGURED),
    ("405.001", "Method Not Allowed", Reason.MISCONFIGURED),
    (
        "500.001.1001",
        "Unable to lock subscriber, a transaction is already in process for the current subscriber",
        Reason.BUSY,
    ),
    ("500.001.1001", "[MerchantValidate] - Merchant does not exist", Reason.MISCONFIGURED),
    ("500.001.1001", "Wrong credentials", Reason.MISCONFIGURED),
    ("500.001.1001", "The transaction is being processed", None),
    ("500.001.1001", "Something nobody has seen", None),
    ("500.003.1001", "Internal Server Error", None),
    ("123.456", "", None),
    (None, "Wrong credentials", None),
]


class TestMeaningOf:
    @pytest.mark.parametrize(("code", "reason", "is_soft", "asks", "alerts"), RESULTS)
    def test_a_listed_code_has_its_meaning(
        self, code: str, reason: Reason, is_soft: bool, asks: bool, alerts: bool
    ) -> None:
        meaning = meaning_of(code)
        assert meaning is not None
        assert meaning.reason is reason
        assert (meaning.is_soft, meaning.asks_first, meaning.alerts_operator) == (
            is_soft,
            asks,
            alerts,
        )

    def test_the_table_has_no_other_code(self) -> None:
        assert set(codes.STK_RESULTS) == {row[0] for row in RESULTS}

    @pytest.mark.parametrize("code", ["0", "4999", "7", "", "SFC_IC0004", None])
    def test_any_other_code_is_not_a_failure(self, code: str | None) -> None:
        assert meaning_of(code) is None


class TestIsUnlisted:
    @pytest.mark.parametrize(("code", "expected"), [("7", True), ("0", False), ("4999", False)])
    def test_only_codes_of_no_table_are_unlisted(self, code: str, expected: bool) -> None:
        assert is_unlisted(code) is expected

    def test_a_missing_code_is_not_unlisted(self) -> None:
        assert not is_unlisted(None)


class TestPushRefusal:
    @pytest.mark.parametrize(("code", "text", "reason"), PUSH_ERRORS)
    def test_only_listed_code_and_text_together_say_that_no_prompt_exists(
        self, code: str | None, text: str, reason: Reason | None
    ) -> None:
        refusal = push_refusal(code, text)
        assert (refusal.reason if refusal else None) is reason
