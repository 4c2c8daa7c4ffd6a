"""Every job name and what runs for it. Args are `tenant_id`, ids and counters."""

from collections.abc import Awaitable, Callable, Mapping

from core.workflows.holds import expire_hold
from core.workflows.payment_request import request_payment
from core.workflows.payment_settle import settle_payment
from core.workflows.payment_watch import look_at_payment, query_payment
from core.workflows.sms_reports import REPORT_JOB, apply_report

TASKS: Mapping[str, Callable[..., Awaitable[None]]] = {
    "payments.request": request_payment,
    "payments.query": query_payment,
    "payments.look": look_at_payment,
    "payments.settle": settle_payment,
    "booking.expire_hold": expire_hold,
    REPORT_JOB: apply_report,
}
