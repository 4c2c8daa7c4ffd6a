"""Every action, registered with rasa-sdk's executor."""

from rasa_sdk.executor import ActionExecutor

from actions.base import ActionRunner, TenantAction
from actions.booking import ActionHoldOpening, ActionPickUp, ActionReleaseHold, ActionStopBooking
from actions.booking_form import ValidateBookingForm
from actions.canceling import ActionAskCancellation, ActionCancelBooking, ValidateCancelForm
from actions.handoff import ActionHandOver
from actions.meeting_form import ValidateMeetingForm
from actions.my_bookings import ActionKeepBooking, ActionShowBookings
from actions.next_request import ActionNextRequest
from actions.payments import ActionStartPayment
from actions.preferences import ActionChangeLanguage, ActionOptIn, ActionOptOut
from actions.questions import ActionAnswerQuestion
from actions.rescheduling import ActionAskMove, ActionMoveBooking, ValidateRescheduleForm
from actions.smalltalk import (
    ActionDecline,
    ActionGreet,
    ActionPart,
    ActionRepeat,
    ActionShowHelp,
    ActionStartOver,
)
from core.catalog.cache import CatalogCache
from core.conversations.texts import TextCatalog
from core.kit.clock import Clock
from core.kit.db import Database

ACTIONS: tuple[type[TenantAction], ...] = (
    ValidateBookingForm,
    ValidateMeetingForm,
    ActionHoldOpening,
    ActionPickUp,
    ActionStopBooking,
    ActionReleaseHold,
    ActionStartPayment,
    ActionShowBookings,
    ValidateCancelForm,
    ActionAskCancellation,
    ActionCancelBooking,
    ActionKeepBooking,
    ValidateRescheduleForm,
    ActionAskMove,
    ActionMoveBooking,
    ActionAnswerQuestion,
    ActionHandOver,
    ActionChangeLanguage,
    ActionOptOut,
    ActionOptIn,
    ActionGreet,
    ActionShowHelp,
    ActionDecline,
    ActionStartOver,
    ActionRepeat,
    ActionPart,
    ActionNextRequest,
)


def build_executor(
    database: Database,
    catalogs: CatalogCache,
    texts: TextCatalog,
    clock: Clock,
    *,
    public_url: str,
) -> ActionExecutor:
    """An executor that knows all actions and nothing else."""
    executor = ActionExecutor()
    runner = ActionRunner(database, catalogs, texts, clock, public_url=public_url)
    for action in ACTIONS:
        executor.register_action(action(runner))
    return executor
