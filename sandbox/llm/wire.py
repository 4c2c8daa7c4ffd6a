"""The two wire formats, written from the SDKs' types."""

import json
import time
import uuid
from typing import Any

from fastapi.responses import JSONResponse

from sandbox.llm.answers import ModelAnswer, ModelRequest

_ANTHROPIC_ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    429: "rate_limit_error",
    500: "api_error",
    529: "overloaded_error",
}
_OPENAI_ERRORS = {
    400: ("invalid_request_error", None),
    401: ("invalid_request_error", "invalid_api_key"),
    429: ("requests", "rate_limit_exceeded"),
}


def anthropic_request(body: dict[str, Any]) -> ModelRequest:
    """What a `POST /v1/messages` asks."""
    tools = body.get("tools") or []
    choice = body.get("tool_choice") or {}
    tool = choice.get("name", "") if choice.get("type") == "tool" else ""
    schemas: dict[str, dict[str, Any]] = {each["name"]: each["input_schema"] for each in tools}
    return ModelRequest(
        model=body["model"],
        instructions=_text(body.get("system")),
        message=_text(body["messages"][-1]["content"]),
        schema=schemas.get(tool, {}),
        tool=tool,
    )


def openai_request(body: dict[str, Any]) -> ModelRequest:
    """What a `POST /chat/completions` asks."""
    form = (body.get("response_format") or {}).get("json_schema") or {}
    system = [each["content"] for each in body["messages"] if each["role"] == "system"]
    return ModelRequest(
        model=body["model"],
        instructions=_text(system[0] if system else ""),
        message=_text(body["messages"][-1]["content"]),
        schema=form.get("schema") or {},
        tool="",
    )


def anthropic_answer(request: ModelRequest, answer: ModelAnswer) -> JSONResponse:
    """A message with a tool call, or with text where the model did not keep to the tool."""
    block: dict[str, Any] = {"type": "text", "text": answer.text}
    if answer.is_value and request.tool:
        block = {
            "type": "tool_use",
            "id": f"toolu_{uuid.uuid4().hex[:24]}",
            "name": request.tool,
            "input": answer.value,
        }
    return JSONResponse(
        {
            "id": f"msg_{uuid.uuid4().hex[:24]}",
            "type": "message",
            "role": "assistant",
            "model": request.model,
            "content": [block],
            "stop_reason": "tool_use" if block["type"] == "tool_use" else "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": request.tokens, "output_tokens": answer.tokens},
        },
        headers={"request-id": f"req_{uuid.uuid4().hex[:24]}"},
    )


def openai_answer(request: ModelRequest, answer: ModelAnswer) -> JSONResponse:
    """A completion with one choice."""
    message = {"role": "assistant", "content": answer.text, "refusal": None}
    used = {"prompt_tokens": request.tokens, "completion_tokens": answer.tokens}
    return JSONResponse(
        {
            "id": f"chatcmpl-{uuid.uuid4().hex[:24]}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": request.model,
            "choices": [
                {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
            ],
            "usage": {**used, "total_tokens": request.tokens + answer.tokens},
        },
        headers={"x-request-id": f"req_{uuid.uuid4().hex[:24]}"},
    )


def anthropic_error(status: int, message: str = "simulated") -> JSONResponse:
    """An error as Anthropic words it."""
    kind = _ANTHROPIC_ERRORS.get(status, "api_error")
    body = {"type": "error", "error": {"type": kind, "message": message}}
    return JSONResponse(body, status)


def openai_error(status: int, message: str = "simulated") -> JSONResponse:
    """An error as OpenAI words it."""
    kind, code = _OPENAI_ERRORS.get(status, ("server_error", None))
    error = {"message": message, "type": kind, "param": None, "code": code}
    return JSONResponse({"error": error}, status)


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content if isinstance(part, dict))
    return json.dumps(content) if content else ""
