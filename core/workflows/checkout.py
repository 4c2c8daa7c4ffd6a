"""What happens when money settles, or does not: booking, ledger, and the right words."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import AuditLog
from core.booking.errors import ResourceBusy
from core.booking.service import BookingService
from core.catalog.snapshot import CatalogSnapshot
from core.conversations.dialogues import Dialogues
from core.conversations.outbox import Outbox
from core.conversations.utterances import Button, Utterance, Variable
from core.kit.db import tenant_of
from core.kit.errors import Conflict, NotFound, Refused
from core.kit.ids import new_id
from core.kit.logs import logger
from core.kit.metrics import counter
from core.notifications.staff import StaffNotices
from core.payments.ledger import Account, Ledger
from core.payments.models import Payment, Refund
from core.payments.mpesa.codes import Meaning, Reason
from core.payments.states import PaymentStates
from core.workflows import payment_news as news
from core.workflows.booking_facts import (
    BookingFacts,
    booking_facts,
    money,
    money_or_nothing,
    word,
)
from core.workflows.context import WorkflowContext

STANDING = ("confirmed", "completed", "no_show")
_settled = counter("payments_settled", "Payments by what became of them", ["outcome"])


class Checkout:
    """The effects of one payment's outcome, all in the caller's transaction, each once."""

    def __init__(
        self, session: AsyncSession, catalog: CatalogSnapshot, context: WorkflowContext
    ) -> None:
        self._session = session
        self._catalog = catalog
        self._clock = context.clock
        self._public_url = context.public_url
        self._states = PaymentStates(session)
        self._ledger = Ledger(session)
        self._audit = AuditLog(session)
        self._bookings = BookingService(session, catalog, context.clock)
        self._outbox = Outbox(session, catalog, context.texts)
        self._notices = StaffNotices(
            session, self._outbox, catalog.settings.staff_notices, catalog.country
        )

    async def paid(
        self, payment: Payment, *, receipt: str | None, evidence_id: UUID | None = None
    ) -> bool:
        """Capture the money and give what it was for; False when that is done already."""
        now = self._clock()
        if not await self._states.capture(
            payment, receipt=receipt, now=now, evidence_id=evidence_id
        ):
            return await self._add_receipt(payment, receipt)
        _settled.labels("paid").inc()
        logger.info("payment captured", payment_id=str(payment.id))
        if await self._is_surplus(payment):
            await self._give_back(payment)
            return True
        facts = await booking_facts(self._session, payment.booking_id)
        if facts.status in STANDING:
            await self._ledger.post_capture(payment, Account.BOOKINGS)
            await self._say(payment, news.PAYMENT_RECEIVED, facts)
        elif await self._confirm(facts):
            await self._ledger.post_capture(payment, Account.BOOKINGS)
            await self._announce(payment)
        else:
            await self._leave_unplaced(payment, facts)
        return True

    async def not_paid(
        self, payment: Payment, meaning: Meaning, *, evidence_id: UUID | None = None
    ) -> bool:
        """Note that an attempt brought nothing and say what to do next; False when known."""
        failed = await self._states.fail(
            payment, meaning.reason, self._clock(), is_soft=meaning.is_soft, evidence_id=evidence_id
        )
        if not failed:
            return False
        _settled.labels(meaning.reason).inc()
        if meaning.alerts_operator:
            await self._ask_operator("payment_refused_by_provider", payment)
        facts = await booking_facts(self._session, payment.booking_id)
        buttons = news.next_steps(facts.status)
        await self._say(payment, news.RESPONSES[meaning.reason], facts, buttons)
        return True

    async def review(
        self, payment: Payment, reason: Reason, *, evidence_id: UUID | None = None
    ) -> bool:
        """Give a payment nobody can judge to an operator and say so."""
        given = await self._states.give_to_operator(
            payment, reason, self._clock(), evidence_id=evidence_id
        )
        if not given:
            return False
        _settled.labels("review").inc()
        await self._ask_operator("payment_unclear", payment)
        await self._say(payment, news.RESPONSES[reason])
        return True

    async def checking(self, payment: Payment) -> None:
        """Say, once, that the provider is still silent."""
        await self._say(payment, news.CHECKING)

    async def no_prompt(self, payment: Payment) -> None:
        """Say, once, that perhaps no prompt was sent, and offer another."""
        facts = await booking_facts(self._session, payment.booking_id)
        await self._say(payment, news.PERHAPS_NO_PROMPT, facts, news.next_steps(facts.status))

    async def note_contradiction(self, payment: Payment, evidence_id: UUID | None) -> None:
        """Keep for the operator that the provider denied what it had confirmed."""
        logger.warning("payment contradicted", payment_id=str(payment.id))
        await self._ask_operator("payment_contradicted", payment, evidence_id=evidence_id)

    async def _add_receipt(self, payment: Payment, receipt: str | None) -> bool:
        if receipt is not None and await self._states.note_receipt(payment, receipt):
            await self._say(payment, news.RECEIPT_KNOWN)
        return False

    async def _is_surplus(self, payment: Payment) -> bool:
        """Whether what this paid for was paid before."""
        is_repeat = await self._session.scalar(
            select(
                exists().where(
                    Payment.booking_id == payment.booking_id,
                    Payment.purpose == payment.purpose,
                    Payment.state == "paid",
                    Payment.id != payment.id,
                )
            )
        )
        facts = await booking_facts(self._session, payment.booking_id)
        return bool(is_repeat) or facts.paid_minor > facts.price_minor

    async def _give_back(self, payment: Payment) -> None:
        await self._ledger.post_capture(payment, Account.OVERPAYMENTS)
        await self._session.execute(
            insert(Refund)
            .values(
                id=new_id(),
                tenant_id=tenant_of(self._session),
                payment_id=payment.id,
                idempotency_key=f"overpayment:{payment.id}",
                amount_minor=payment.amount_minor,
                currency=payment.currency,
                reason="overpaid",
            )
            .on_conflict_do_nothing()
        )
        await self._ask_operator("overpaid", payment)
        await self._say(payment, news.PAID_TWICE)

    async def _confirm(self, facts: BookingFacts) -> bool:
        """Confirm a hold, also one that ran out when its opening is still free."""
        change = self._bookings.reinstate if facts.status == "expired" else self._bookings.confirm
        try:
            async with self._session.begin_nested():
                await change(facts.id)
        except ResourceBusy:
            raise
        except (Conflict, Refused, NotFound) as error:
            logger.info("paid booking not confirmed", code=error.code)
            return False
        return True

    async def _announce(self, payment: Payment) -> None:
        facts = await booking_facts(self._session, payment.booking_id)
        await self._say(payment, news.BOOKING_CONFIRMED, facts)
        conversation_id = facts.conversation_id
        if conversation_id is None or await self._bookings.is_holding_in(conversation_id):
            # The dialogue is about what else is held, and the contact's next yes is for that.
            return
        await Dialogues(self._session).close_quiet(conversation_id, "booked")
        variables = self._variables(payment, facts)
        await self._notices.tell(
            facts.id, "confirmed", Utterance(news.STAFF_BOOKING_CONFIRMED, variables)
        )

    async def _leave_unplaced(self, payment: Payment, facts: BookingFacts) -> None:
        """The money is here and the opening is gone: a person decides with the contact."""
        await self._ledger.post_capture(payment, Account.UNPLACED)
        await self._ask_operator("paid_late", payment)
        is_canceled = facts.status == "canceled"
        await self._say(payment, news.PAID_AFTER_CANCEL if is_canceled else news.PAID_LATE, facts)

    async def _ask_operator(
        self, task: str, payment: Payment, *, evidence_id: UUID | None = None
    ) -> None:
        facts = {
            "summary": f"for a person: {task.replace('_', ' ')}",
            "task": task,
            "booking_id": str(payment.booking_id),
            "amount_minor": payment.amount_minor,
            "reason": payment.reason,
            "provider_event": str(evidence_id) if evidence_id else None,
        }
        await self._audit.record("operator_task", "payments", payment.id, facts)

    async def _say(
        self,
        payment: Payment,
        response: str,
        facts: BookingFacts | None = None,
        buttons: Sequence[Button] = (),
    ) -> None:
        facts = facts or await booking_facts(self._session, payment.booking_id)
        if facts.conversation_id is None:
            return
        await self._outbox.say(
            facts.conversation_id,
            Utterance(response, self._variables(payment, facts), buttons),
            idempotency_key=f"payment:{payment.id}:{response}",
        )

    def _variables(self, payment: Payment, facts: BookingFacts) -> dict[str, Variable]:
        left = facts.price_minor - facts.paid_minor
        return facts.variables(self._public_url) | {
            "amount": money(payment.amount_minor, payment.currency),
            "phone": {"type": "phone", "value": payment.payer_phone},
            "receipt": payment.receipt or word("word_receipt_follows"),
            "balance": money_or_nothing(left, facts.currency),
            **news.kept_until(facts, self._catalog.zone),
        }
