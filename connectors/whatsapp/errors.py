"""What Meta's error codes mean for a message or a file.

Only `code` decides, never the HTTP status alone.
"""

from connectors.channel import FetchError, SendError

_RETRY_AFTER: dict[int, float] = {
    1: 2.0, 2: 2.0, 4: 30.0, 80007: 60.0, 130429: 2.0, 131000: 3.0, 131016: 5.0, 131056: 6.0,
    131057: 120.0, 133004: 5.0, 131053: 2.0,
}  # fmt: skip
_STOPS_CHANNEL = frozenset(
    {0, 3, 10, 190, 368, 131005, 131031, 131037, 131042, 131045, 131048, 130497, 133010,
     *range(200, 300)}
)  # fmt: skip
UNREACHABLE = frozenset({"131026", "131030", "131021"})
_PAIR_RATE = 131056
_ONCE_ONLY = frozenset({131053})
_MOST_RETRIES = 5
_GONE = frozenset({33, 100, 131052})
_UNAUTHORIZED, _FORBIDDEN, _TIMED_OUT = 401, 403, 408
_THROTTLED, _SERVER_ERROR = 429, 500


def send_error(code: int | None, http_status: int, attempts: int) -> SendError:
    """The error of a refused send, after this many attempts."""
    name = str(code) if code is not None else f"http_{http_status}"
    if code in _STOPS_CHANNEL:
        return SendError(name, stops_channel=True)
    if name in UNREACHABLE:
        return SendError(name, is_unreachable=True)
    delay = _RETRY_AFTER.get(code) if code is not None else None
    if delay is None and (http_status == _THROTTLED or http_status >= _SERVER_ERROR):
        # No code came with it: long enough that a status can tell it was sent after all.
        delay = 6.0
    most = 1 if code in _ONCE_ONLY else _MOST_RETRIES
    if delay is None or attempts > most:
        return SendError(name)
    growth = 4 if code == _PAIR_RATE else 2
    return SendError(name, may_retry=True, retry_after=delay * growth ** (attempts - 1))


def fetch_error(code: int | None, http_status: int) -> FetchError:
    """The error of a refused look-up or download.

    A token that is refused today may be mended while Meta still has the file.
    """
    name = str(code) if code is not None else f"http_{http_status}"
    if code in _GONE:
        return FetchError(name, is_gone=True)
    delay = _RETRY_AFTER.get(code) if code is not None else None
    may_retry = (
        delay is not None
        or code in _STOPS_CHANNEL
        or http_status in (_UNAUTHORIZED, _FORBIDDEN, _TIMED_OUT, _THROTTLED)
        or http_status >= _SERVER_ERROR
    )
    return FetchError(name, may_retry=may_retry, retry_after=delay)
