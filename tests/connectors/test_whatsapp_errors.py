import pytest

from connectors.whatsapp.errors import send_error

pytestmark = pytest.mark.unit


class TestSendError:
    @pytest.mark.parametrize(
        ("code", "status"),
        [
            (1, 400), (2, 503), (4, 400), (80007, 400), (130429, 400), (131000, 500),
            (131016, 500), (131056, 400), (131057, 500), (133004, 503), (131053, 400),
            (None, 500), (None, 502), (None, 429),
        ],
    )  # fmt: skip
    def test_these_may_be_tried_again(self, code: int | None, status: int) -> None:
        error = send_error(code, status, attempts=1)
        assert error.may_retry
        assert error.retry_after
        assert not error.stops_channel

    @pytest.mark.parametrize(
        "code",
        [131047, 131049, 131050, 130472, 131051, 131008, 131009, 100, 33, 131052, 131062,
         131063, 131064, 132000, 132001, 132005, 132015, 132016, 135000, 137000, 424242],
    )  # fmt: skip
    def test_these_never_as_they_are(self, code: int) -> None:
        error = send_error(code, 400, attempts=1)
        assert not error.may_retry
        assert not error.stops_channel
        assert not error.is_unreachable

    @pytest.mark.parametrize("code", [131026, 131030, 131021])
    def test_these_say_the_recipient_cannot_be_reached(self, code: int) -> None:
        assert send_error(code, 400, attempts=1).is_unreachable

    @pytest.mark.parametrize(
        "code",
        [0, 3, 10, 190, 200, 299, 368, 131005, 131031, 130497, 131042, 131045, 131048, 133010,
         131037],
    )  # fmt: skip
    def test_these_stop_the_channel(self, code: int) -> None:
        error = send_error(code, 500, attempts=1)
        assert error.stops_channel
        assert not error.may_retry

    def test_too_many_to_one_person_waits_four_times_longer_each_time(self) -> None:
        delays = [send_error(131056, 400, attempts=one).retry_after for one in (1, 2, 3)]
        assert delays == [6, 24, 96]

    def test_a_failed_upload_is_tried_again_once(self) -> None:
        assert send_error(131053, 400, attempts=1).may_retry
        assert not send_error(131053, 400, attempts=2).may_retry

    def test_retries_end(self) -> None:
        assert not send_error(131016, 500, attempts=6).may_retry

    def test_a_throttle_is_known_by_its_code_not_by_the_status(self) -> None:
        assert send_error(130429, 400, attempts=1).may_retry
        assert not send_error(131009, 400, attempts=1).may_retry
