"""Why a turn was aborted. Every error leaves the tracker unsaved and has a stable code."""

from __future__ import annotations


class TurnAborted(Exception):
    """The turn was given up; the same message may be sent again."""

    code = "turn_aborted"
    status = 503

    def __init__(self, developer_message: str = "", *, detail: str | None = None) -> None:
        super().__init__(developer_message or self.code)
        self.detail = detail


class DeadlinePassed(TurnAborted):
    code = "deadline_passed"


class LockNotAcquired(TurnAborted):
    code = "lock_not_acquired"


class ActionServerUnreachable(TurnAborted):
    code = "action_server_unreachable"


class ActionFailed(TurnAborted):
    code = "action_failed"


class ActionAnswerInvalid(TurnAborted):
    code = "action_answer_invalid"


class ResponseMissing(TurnAborted):
    """An action named a response that the domain does not have."""

    code = "response_missing"


class ActionLimitPassed(TurnAborted):
    """The actions called each other without end, which they would do again."""

    code = "action_limit_passed"
    status = 422


class DatabaseUnavailable(TurnAborted):
    code = "database_unavailable"


class TrackerChanged(TurnAborted):
    """Another writer saved this dialogue since it was read."""

    code = "tracker_changed"


class PatchMismatch(RuntimeError):
    """Rasa's source differs from the one a patch was written for."""
