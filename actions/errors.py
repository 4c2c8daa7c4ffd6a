"""Why an action call was given up: the turn is aborted unsaved and may be sent again."""

from typing import ClassVar


class ActionAborted(Exception):
    """Base; `code` is all that leaves this process."""

    code: ClassVar[str] = "action_aborted"


class DialogueUnknown(ActionAborted):
    """The sender is no dialogue of any tenant."""

    code = "dialogue_unknown"


class DeadlinePassed(ActionAborted):
    code = "deadline_passed"
