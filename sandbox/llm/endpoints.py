"""`/anthropic/v1/messages` and `/openai/v1/chat/completions`."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse

from sandbox.behaviors import LlmBehavior
from sandbox.llm.answers import ModelAnswer, ModelRequest
from sandbox.llm.wire import (
    anthropic_answer,
    anthropic_error,
    anthropic_request,
    openai_answer,
    openai_error,
    openai_request,
)
from sandbox.replies import early_reply, late_reply
from sandbox.root import Sandbox, get_sandbox

router = APIRouter()
Root = Annotated[Sandbox, Depends(get_sandbox)]


@router.post("/anthropic/v1/messages")
async def create_message(request: Request, sandbox: Root) -> Response:
    """Anthropic's Messages API, without streaming."""
    body = await request.json()
    is_bearer = request.headers.get("authorization", "").startswith("Bearer ")
    if not (is_bearer or request.headers.get("x-api-key")):
        return anthropic_error(401, "x-api-key header is required")
    if not request.headers.get("anthropic-version"):
        return anthropic_error(400, "anthropic-version: header is required")
    missing = [name for name in ("model", "max_tokens", "messages") if not body.get(name)]
    if missing:
        return anthropic_error(400, f"{missing[0]}: Field required")
    return await _reply(
        sandbox, "llm.anthropic", body, anthropic_request, anthropic_answer, anthropic_error
    )


@router.post("/openai/v1/chat/completions")
async def create_completion(request: Request, sandbox: Root) -> Response:
    """OpenAI's Chat Completions API, without streaming."""
    body = await request.json()
    if not request.headers.get("authorization", "").startswith("Bearer "):
        return openai_error(401, "You didn't provide an API key.")
    missing = [name for name in ("model", "messages") if not body.get(name)]
    if missing:
        return openai_error(400, f"Missing required parameter: '{missing[0]}'.")
    return await _reply(sandbox, "llm.openai", body, openai_request, openai_answer, openai_error)


async def _reply(
    sandbox: Sandbox,
    operation: str,
    body: dict[str, Any],
    read: Callable[[dict[str, Any]], ModelRequest],
    write: Callable[[ModelRequest, ModelAnswer], JSONResponse],
    refuse: Callable[[int], JSONResponse],
) -> Response:
    sandbox.store.log_request(operation, body)
    behavior = sandbox.behaviors.effective(operation, LlmBehavior)
    early = await early_reply(behavior)
    if early is not None:
        return early
    if behavior.http_status is not None:
        return await late_reply(behavior, refuse(behavior.http_status))
    asked = read(body)
    return await late_reply(behavior, write(asked, sandbox.llm.answer(asked, behavior)))
