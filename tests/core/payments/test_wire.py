import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.payments.mpesa import wire
from core.payments.mpesa.wire import StkResult, read_callback, read_code, read_number, read_object

pytestmark = pytest.mark.unit

SUCCESS_ITEMS: list[dict[str, Any]] = [
    {"Name": "Amount", "Value": 500.0},
    {"Name": "MpesaReceiptNumber", "Value": "SGR7ABCDE1"},
    {"Name": "Balance"},
    {"Name": "TransactionDate", "Value": 20261121143000},
    {"Name": "PhoneNumber", "Value": 254712345678},
]


def callback(**changes: Any) -> bytes:
    stk: dict[str, Any] = {
        "MerchantRequestID": "29115-34620561-1",
        "CheckoutRequestID": "ws_CO_1",
        "ResultCode": 0,
        "ResultDesc": "ok",
        "CallbackMetadata": {"Item": SUCCESS_ITEMS},
    }
    return json.dumps({"Body": {"stkCallback": stk | changes}}).encode()


def items(**values: Any) -> dict[str, Any]:
    return {"Item": [{"Name": name, "Value": value} for name, value in values.items()]}


SUCCESS = StkResult("0", "ws_CO_1", "29115-34620561-1", Decimal(500), "SGR7ABCDE1")


class TestReadCallback:
    @pytest.mark.parametrize(
        "raw",
        [
            callback(),
            callback(ResultCode="0"),
            callback(ResultCode=0.0),
            callback(ResultCode=" 0 "),
            callback(CallbackMetadata={"Item": SUCCESS_ITEMS[::-1]}),
            callback(CallbackMetadata=items(Amount="500.00", MpesaReceiptNumber="SGR7ABCDE1")),
            callback(CallbackMetadata=items(Amount=500, MpesaReceiptNumber="SGR7ABCDE1")),
            callback(Unknown={"deep": [1]}),
        ],
    )
    def test_every_form_of_a_success_reads_the_same(self, raw: bytes) -> None:
        assert read_callback(raw) == SUCCESS

    @pytest.mark.parametrize("metadata", [None, {}, {"Item": None}, {"Item": []}, [], "x"])
    def test_missing_metadata_leaves_amount_and_receipt_open(self, metadata: object) -> None:
        read = read_callback(callback(ResultCode=1032, CallbackMetadata=metadata))
        assert read == StkResult("1032", "ws_CO_1", "29115-34620561-1")

    def test_a_single_item_may_be_an_object(self) -> None:
        metadata = {"Item": {"Name": "Amount", "Value": "5"}}
        assert read_callback(callback(CallbackMetadata=metadata)).amount == 5

    def test_a_code_may_be_a_word(self) -> None:
        assert read_callback(callback(ResultCode="SFC_IC0003")).code == "SFC_IC0003"

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"null",
            b"[]",
            b"<html>Service Unavailable</html>",
            b"{",
            b"\xff\xfe",
            b'{"Body": null}',
            b'{"Body": {"stkCallback": []}}',
            b"[" * 100_000,
            b'{"a":' * 30_000,
            callback()[:-5],
            callback() + b" " * wire.MAX_BODY_BYTES,
        ],
    )
    def test_anything_else_says_nothing(self, raw: bytes) -> None:
        assert read_callback(raw) == StkResult()

    @pytest.mark.parametrize("value", [True, None, [], {}, "x" * 200, "a\nb", "a\x00b"])
    def test_an_id_that_is_no_short_text_is_missing(self, value: object) -> None:
        assert read_callback(callback(CheckoutRequestID=value)).checkout_id is None

    @given(
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
            lambda c: st.lists(c) | st.dictionaries(st.text(), c),
            max_leaves=8,
        )
    )
    def test_no_shape_of_metadata_breaks_it(self, metadata: Any) -> None:
        read_callback(callback(CallbackMetadata=metadata, ResultCode=metadata))

    @given(st.binary(max_size=300))
    def test_no_bytes_break_it(self, raw: bytes) -> None:
        read_callback(raw)


class TestReadNumber:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (1, 1),
            ("1", 1),
            ("1.00", 1),
            (Decimal("1.50"), Decimal("1.5")),
            ("NaN", None),
            ("Infinity", None),
            ("1e400", None),
            ("", None),
            ("KES 5", None),
            (True, None),
            (None, None),
            ("9" * 30, None),
        ],
    )
    def test_only_plain_numbers_count(self, value: object, expected: object) -> None:
        assert read_number(value) == expected


class TestReadCode:
    def test_a_fraction_is_no_whole_code(self) -> None:
        assert read_code("0.5") == "0.5"


class TestReadObject:
    def test_not_a_number_becomes_nothing(self) -> None:
        assert read_object(b'{"a": NaN}') == {"a": None}
