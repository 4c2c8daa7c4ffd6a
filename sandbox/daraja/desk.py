"""Payment prompts on customers' phones, from push to result."""

import asyncio
import secrets
import time
from datetime import UTC, datetime

from sandbox.background import Background
from sandbox.behaviors import Behaviors, CallbackBehavior, PromptBehavior
from sandbox.daraja.accounts import Accounts
from sandbox.daraja.callbacks import CallbackSender, new_receipt
from sandbox.daraja.results import ANSWERS, describe
from sandbox.daraja.validation import PushRequest
from sandbox.identifiers import EAT, checkout_request_id, merchant_request_id
from sandbox.models import Customer, Delivery, Sms, StkPrompt
from sandbox.store import Store

CORRECT_PIN = "1234"
_NOT_ASSIGNED = 2028


class PromptClosed(ValueError):
    """The prompt is no longer waiting for an answer."""


class StkDesk:
    """Opens prompts, takes answers, moves the money, sends results."""

    def __init__(
        self,
        store: Store,
        behaviors: Behaviors,
        callbacks: CallbackSender,
        background: Background,
        *,
        accounts: Accounts,
    ) -> None:
        self._store, self._behaviors, self._callbacks = store, behaviors, callbacks
        self._background, self._accounts = background, accounts
        self._answered: dict[str, asyncio.Event] = {}

    def open_prompt_of(self, phone: str) -> StkPrompt | None:
        """The prompt that keeps this phone busy."""
        for prompt in reversed(self._store.prompts.values()):
            if prompt.phone == phone and prompt.state != "settled":
                return prompt
        return None

    def new_prompt(self, push: PushRequest) -> StkPrompt:
        """A prompt on its way to the phone."""
        checkout = checkout_request_id(datetime.now(UTC), push.phone)
        while checkout in self._store.prompts:
            checkout = checkout[:-12] + f"{secrets.randbelow(1000):03d}" + checkout[-9:]
        return self._store.add_prompt(
            StkPrompt(
                checkout_request_id=checkout,
                merchant_request_id=merchant_request_id(),
                phone=push.phone,
                amount=push.amount,
                shortcode=push.shortcode,
                party_b=push.party_b,
                business_name=self._business_name(push),
                account_reference=push.account_reference,
                description=push.description,
                callback_url=push.callback_url,
                created_at=time.time(),
            )
        )

    def start(self, prompt: StkPrompt, push: PushRequest) -> asyncio.Task[None]:
        """Let the prompt live until it is answered or its time is up."""
        return self._background.start(self._live(prompt, push))

    def resume(self) -> None:
        """Give prompts from before a restart their final result."""
        for prompt in self._store.prompts.values():
            if prompt.state != "settled":
                self._background.start(self._settle(prompt, "no_answer", None))

    def answer(self, prompt: StkPrompt, answer: str) -> None:
        """The customer's answer; raises when the prompt no longer waits for one."""
        if prompt.state != "open":
            raise PromptClosed(f"the prompt is {prompt.state}")
        prompt.answer, prompt.state = answer, "answered"
        self._store.prompt_changed(prompt)
        waiting = self._answered.get(prompt.checkout_request_id)
        if waiting is not None:
            waiting.set()

    async def _live(self, prompt: StkPrompt, push: PushRequest) -> None:
        behavior = self._behaviors.effective("daraja.prompt", PromptBehavior, prompt.phone)
        if not self._is_assigned(push):
            await self._settle(prompt, "not_assigned", _NOT_ASSIGNED)
            return
        await asyncio.sleep(behavior.delay_ms / 1000)
        waiting = self._answered[prompt.checkout_request_id] = asyncio.Event()
        prompt.state = "open"
        prompt.expires_at = time.time() + behavior.timeout_ms / 1000
        self._store.prompt_changed(prompt)
        if behavior.auto_answer is not None and behavior.auto_answer != "no_answer":
            await asyncio.sleep(behavior.auto_answer_ms / 1000)
            prompt.answer = prompt.answer or behavior.auto_answer
        elif behavior.auto_answer == "no_answer":
            await asyncio.sleep(behavior.auto_answer_ms / 1000)
            prompt.answer = "no_answer"
        else:
            await self._wait(waiting, behavior.timeout_ms / 1000)
        self._answered.pop(prompt.checkout_request_id, None)
        await self._settle(prompt, prompt.answer or "no_answer", behavior.result_code)

    @staticmethod
    async def _wait(waiting: asyncio.Event, seconds: float) -> None:
        try:
            await asyncio.wait_for(waiting.wait(), seconds)
        except TimeoutError:
            return

    async def _settle(self, prompt: StkPrompt, answer: str, code: int | str | None) -> None:
        customer = self._store.customer(prompt.phone)
        if code is None:
            code = ANSWERS[answer]
            if code == 0 and customer.balance < prompt.amount:
                code = ANSWERS["insufficient"]
        self._finish(prompt, customer, answer, code)
        behavior = self._behaviors.effective("daraja.callback", CallbackBehavior, prompt.phone)
        reported = behavior.result_code if behavior.result_code is not None else code
        await self._report(prompt, customer, reported, behavior)
        if behavior.then is not None:
            await asyncio.sleep(behavior.then.after_ms / 1000)
            self._finish(prompt, customer, answer, behavior.then.result_code)
            plain = CallbackBehavior(delay_ms=0, source_ip=behavior.source_ip)
            await self._report(prompt, customer, behavior.then.result_code, plain)

    def _finish(self, prompt: StkPrompt, customer: Customer, answer: str, code: int | str) -> None:
        prompt.answer, prompt.state = answer, "settled"
        prompt.result_code, prompt.result_desc = code, describe(code)
        prompt.settled_at = time.time()
        if str(code) == "0" and prompt.receipt is None:
            prompt.receipt = new_receipt()
            customer.balance -= prompt.amount
            self._store.wallet_changed(customer)
            self._store.add_sms(confirmation_sms(prompt, customer))
        self._store.prompt_changed(prompt)

    async def _report(
        self, prompt: StkPrompt, customer: Customer, code: int | str, behavior: CallbackBehavior
    ) -> None:
        if str(code) == "0" and prompt.receipt is None:
            prompt.receipt = new_receipt()

        def told(delivery: Delivery) -> None:
            prompt.callbacks.append(delivery)
            outcome = delivery.error or str(delivery.http_status)
            self._store.counters[f"callback.{outcome}"] += 1
            self._store.prompt_changed(prompt)

        await self._callbacks.send(prompt, code, behavior, balance=customer.balance, told=told)

    def _is_assigned(self, push: PushRequest) -> bool:
        if push.transaction_type == "CustomerPayBillOnline":
            return push.party_b == push.shortcode
        known = self._accounts.shortcodes.get(push.shortcode)
        return known is None or known.till is None or push.party_b == known.till

    def _business_name(self, push: PushRequest) -> str:
        known = self._accounts.shortcodes.get(push.shortcode)
        if known is not None and known.name:
            return known.name
        businesses = list(self._store.businesses.values())
        for business in businesses:
            if business.shortcode in (push.shortcode, push.party_b):
                return business.name
        latest = 0.0
        name = businesses[0].name if len(businesses) == 1 else push.party_b
        for business in businesses:
            at = self._store.last_customer_message_at(business.phone_number_id, push.phone)
            if at is not None and at > latest:
                latest, name = at, business.name
        return name


def confirmation_sms(prompt: StkPrompt, customer: Customer) -> Sms:
    """M-Pesa's own message to somebody who has paid."""
    now = datetime.fromtimestamp(prompt.settled_at or time.time(), EAT)
    clock = now.strftime("%I:%M %p").lstrip("0")
    account = f" for account {prompt.account_reference}" if prompt.account_reference else ""
    text = (
        f"{prompt.receipt} Confirmed. Ksh{prompt.amount:,.2f} sent to "
        f"{prompt.business_name.upper()}{account} on {now.day}/{now.month}/{now:%y} at {clock}. "
        f"New M-PESA balance is Ksh{customer.balance:,.2f}. Transaction cost, Ksh0.00."
    )
    return Sms(
        id=f"mpesa-{prompt.receipt}",
        phone=prompt.phone,
        sender="MPESA",
        text=text,
        at=time.time(),
        source="mpesa",
    )
