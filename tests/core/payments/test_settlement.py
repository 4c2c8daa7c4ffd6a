from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.payments.mpesa.codes import STK_RESULTS, Reason
from core.payments.mpesa.wire import StkResult
from core.payments.settlement import (
    Asked,
    Judgement,
    Verdict,
    Weakness,
    judge_callback,
    judge_query,
)

pytestmark = pytest.mark.unit

ASKED = Asked(amount_minor=50_000, checkout_id="ws_CO_1", merchant_request_id="m-1")
SUCCESS = StkResult("0", "ws_CO_1", "m-1", Decimal(500), "SGR7ABCDE1")


def judge(
    result: StkResult,
    asked: Asked = ASKED,
    *,
    is_source_known: bool = True,
    must_know_source: bool = False,
    is_receipt_used: bool = False,
) -> Judgement:
    return judge_callback(
        asked,
        result,
        is_source_known=is_source_known,
        must_know_source=must_know_source,
        is_receipt_used=is_receipt_used,
    )


class TestJudgeCallback:
    def test_a_success_that_fits_in_everything_is_paid(self) -> None:
        assert judge(SUCCESS) == Judgement(Verdict.PAID, receipt="SGR7ABCDE1")

    @pytest.mark.parametrize(
        ("change", "weakness", "keeps_receipt"),
        [
            ({"checkout_id": "ws_CO_2"}, Weakness.CHECKOUT_MISMATCH, False),
            ({"checkout_id": None}, Weakness.UNREADABLE, False),
            ({"code": None}, Weakness.UNREADABLE, False),
            ({"merchant_request_id": "m-2"}, Weakness.MERCHANT_MISMATCH, False),
            ({"merchant_request_id": None}, Weakness.MERCHANT_MISMATCH, False),
            ({"amount": Decimal(499)}, Weakness.AMOUNT_MISMATCH, False),
            ({"amount": Decimal(50_000)}, Weakness.AMOUNT_MISMATCH, False),
            ({"amount": None}, Weakness.AMOUNT_MISSING, False),
            ({"receipt": None}, Weakness.RECEIPT_MISSING, False),
            ({"receipt": "sgr7abcde1"}, Weakness.RECEIPT_MALFORMED, False),
            ({"receipt": "SGR7ABCDE11"}, Weakness.RECEIPT_MALFORMED, False),
            ({"code": "7777"}, Weakness.UNLISTED_CODE, False),
        ],
    )
    def test_a_success_with_any_flaw_needs_our_own_query(
        self, change: dict[str, object], weakness: Weakness, keeps_receipt: bool
    ) -> None:
        judged = judge(replace(SUCCESS, **change))  # type: ignore[arg-type]
        assert judged.verdict is Verdict.CONFIRM
        assert weakness in judged.weaknesses
        assert (judged.receipt is not None) is keeps_receipt

    def test_a_used_receipt_needs_our_own_query_and_is_not_kept(self) -> None:
        judged = judge(SUCCESS, is_receipt_used=True)
        assert (judged.verdict, judged.receipt) == (Verdict.CONFIRM, None)

    def test_an_unknown_source_needs_our_own_query_but_its_receipt_is_kept(self) -> None:
        judged = judge(SUCCESS, is_source_known=False)
        assert (judged.verdict, judged.receipt) == (Verdict.CONFIRM, "SGR7ABCDE1")

    def test_an_unknown_source_is_not_used_when_enforced(self) -> None:
        judged = judge(SUCCESS, is_source_known=False, must_know_source=True)
        assert judged.verdict is Verdict.IGNORED

    def test_a_callback_before_the_reply_needs_our_own_query(self) -> None:
        judged = judge(SUCCESS, Asked(50_000, None, None))
        assert judged.verdict is Verdict.CONFIRM
        assert judged.weaknesses == (Weakness.CHECKOUT_UNKNOWN,)
        assert judged.receipt == "SGR7ABCDE1"

    @pytest.mark.parametrize("code", sorted(STK_RESULTS))
    def test_a_listed_failure_is_not_paid_or_asked_about_first(self, code: str) -> None:
        judged = judge(StkResult(code, "ws_CO_1", "m-1"))
        asks = STK_RESULTS[code].asks_first
        assert judged.verdict is (Verdict.CONFIRM if asks else Verdict.NOT_PAID)
        assert judged.meaning == STK_RESULTS[code]
        assert judged.weaknesses == ()

    def test_still_processing_is_pending(self) -> None:
        assert judge(StkResult("4999", "ws_CO_1", "m-1")).verdict is Verdict.PENDING

    @given(
        st.builds(
            StkResult,
            code=st.sampled_from(["0", "1032", "7", None]),
            checkout_id=st.sampled_from(["ws_CO_1", "other", None]),
            merchant_request_id=st.sampled_from(["m-1", "other", None]),
            amount=st.sampled_from([Decimal(500), Decimal(5), None]),
            receipt=st.sampled_from(["SGR7ABCDE1", "bad", None]),
        ),
        st.booleans(),
        st.booleans(),
    )
    def test_only_the_perfect_callback_pays_by_itself(
        self, result: StkResult, is_source_known: bool, is_receipt_used: bool
    ) -> None:
        judged = judge(result, is_source_known=is_source_known, is_receipt_used=is_receipt_used)
        is_perfect = result == SUCCESS and is_source_known and not is_receipt_used
        assert (judged.verdict is Verdict.PAID) is is_perfect


class TestJudgeQuery:
    def test_zero_is_paid(self) -> None:
        assert judge_query(StkResult("0")).verdict is Verdict.PAID

    @pytest.mark.parametrize("code", sorted(STK_RESULTS))
    def test_a_listed_failure_is_not_paid(self, code: str) -> None:
        assert judge_query(StkResult(code)).verdict is Verdict.NOT_PAID

    @pytest.mark.parametrize("code", ["7777", "SFC_X"])
    def test_an_unlisted_code_goes_to_a_person(self, code: str) -> None:
        assert judge_query(StkResult(code)).verdict is Verdict.REVIEW

    @pytest.mark.parametrize("code", ["4999", None])
    def test_anything_else_is_pending(self, code: str | None) -> None:
        assert judge_query(StkResult(code)).verdict is Verdict.PENDING

    def test_wrong_pin_means_the_customer(self) -> None:
        meaning = judge_query(StkResult("2001")).meaning
        assert meaning is not None
        assert meaning.reason is Reason.WRONG_PIN
