"""Payment prompts and the accounts that may send them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel

from sandbox.behaviors import Answer
from sandbox.daraja.accounts import Shortcode
from sandbox.daraja.desk import CORRECT_PIN, PromptClosed
from sandbox.models import StkPrompt, digits_of
from sandbox.root import Sandbox, get_sandbox

router = APIRouter(prefix="/control")
Root = Annotated[Sandbox, Depends(get_sandbox)]


class PromptAnswer(BaseModel):
    """What the customer does with a prompt: types a PIN, or the outcome itself."""

    answer: Answer | Literal["pin"] = "pin"
    pin: str = ""

    @property
    def outcome(self) -> str:
        """The outcome; a PIN other than 1234 is a wrong one."""
        if self.answer != "pin":
            return self.answer
        return "paid" if self.pin == CORRECT_PIN else "wrong_pin"


@router.get("/stk")
async def list_prompts(
    sandbox: Root, phone: str | None = None, state: str | None = None
) -> dict[str, Any]:
    """Payment prompts, oldest first: `{"prompts": [StkPrompt]}`; state queued, open,
    answered, settled.
    """
    prompts = [
        prompt.model_dump()
        for prompt in sandbox.store.prompts.values()
        if (phone is None or prompt.phone == digits_of(phone))
        and (state is None or prompt.state == state)
    ]
    return {"prompts": prompts}


@router.post("/stk/{checkout_request_id}/answer")
async def answer_prompt(
    checkout_request_id: str, body: PromptAnswer, sandbox: Root
) -> dict[str, Any]:
    """Answer an open prompt; 409 when it is not open (any more)."""
    prompt = sandbox.store.prompts.get(checkout_request_id)
    if prompt is None:
        raise HTTPException(404, "no such prompt")
    return _answer(sandbox, prompt, body)


@router.post("/stk/answer/{phone}")
async def answer_phone(phone: str, body: PromptAnswer, sandbox: Root) -> dict[str, Any]:
    """Answer whatever prompt is open on a phone; 404 when none is."""
    prompt = sandbox.desk.open_prompt_of(digits_of(phone))
    if prompt is None:
        raise HTTPException(404, "no prompt on this phone")
    return _answer(sandbox, prompt, body)


def _answer(sandbox: Sandbox, prompt: StkPrompt, body: PromptAnswer) -> dict[str, Any]:
    try:
        sandbox.desk.answer(prompt, body.outcome)
    except PromptClosed as problem:
        raise HTTPException(409, str(problem)) from problem
    return prompt.model_dump()


@router.post("/daraja/shortcodes", status_code=201)
async def register_shortcode(shortcode: Shortcode, sandbox: Root) -> dict[str, Any]:
    """Check pushes against this short code from now on (others: "Merchant does not exist")."""
    sandbox.accounts.shortcodes[shortcode.shortcode] = shortcode
    return shortcode.model_dump(exclude={"passkey", "consumer_secret"})


@router.post("/daraja/expire-tokens")
async def expire_tokens(sandbox: Root) -> dict[str, int]:
    """End every Daraja access token now."""
    return {"expired": sandbox.accounts.expire_tokens()}
