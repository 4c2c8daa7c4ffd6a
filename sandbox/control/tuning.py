"""Behaviors, counters, the request log, sink mode, reset."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from sandbox.behaviors import OPERATIONS
from sandbox.root import Sandbox, get_sandbox

router = APIRouter(prefix="/control")
Root = Annotated[Sandbox, Depends(get_sandbox)]
Layer = dict[str, dict[str, Any] | None]


class BehaviorChange(BaseModel):
    """Behaviors by operation for each layer; `null` takes an operation's entry back."""

    model_config = ConfigDict(extra="forbid")

    defaults: Layer = {}
    numbers: dict[str, Layer] = {}
    next: dict[str, dict[str, Any] | list[dict[str, Any]]] = {}


class SinkSwitch(BaseModel):
    """Sink mode on or off."""

    enabled: bool


class ReportUrl(BaseModel):
    """Where SMS delivery reports go; empty for nowhere."""

    url: str


@router.get("/behaviors")
async def read_behaviors(sandbox: Root) -> dict[str, Any]:
    """The behaviors that are set: `{"defaults", "numbers", "next"}`."""
    return sandbox.behaviors.as_json()


@router.post("/behaviors")
async def change_behaviors(change: BehaviorChange, sandbox: Root) -> dict[str, Any]:
    """Set behaviors; unknown operations, keys and values are refused with 422."""
    behaviors = sandbox.behaviors
    for operation, settings in change.defaults.items():
        behaviors.set_default(operation, settings)
    for number, layer in change.numbers.items():
        for operation, settings in layer.items():
            behaviors.set_number(number, operation, settings)
    for operation, entries in change.next.items():
        for entry in entries if isinstance(entries, list) else [entries]:
            behaviors.add_next(operation, entry)
    return behaviors.as_json()


@router.delete("/behaviors")
async def clear_behaviors(sandbox: Root) -> dict[str, Any]:
    """Back to well-behaved providers."""
    sandbox.behaviors.clear()
    return sandbox.behaviors.as_json()


@router.get("/behaviors/schema")
async def read_behavior_schema() -> dict[str, Any]:
    """JSON Schema of every operation's behavior."""
    return {operation: kind.model_json_schema() for operation, kind in OPERATIONS.items()}


@router.get("/counters")
async def read_counters(sandbox: Root) -> dict[str, int]:
    """How many requests of each kind came in, and what became of webhooks and callbacks."""
    return dict(sandbox.store.counters)


@router.get("/requests")
async def read_requests(
    sandbox: Root, operation: str | None = None, after: int = 0
) -> dict[str, Any]:
    """The last 5000 provider requests as they were received: `{"requests": [...]}`."""
    chosen = [
        request
        for request in sandbox.store.requests
        if request["n"] > after and operation in (None, request["operation"])
    ]
    return {"requests": chosen}


@router.put("/sink")
async def switch_sink(switch: SinkSwitch, sandbox: Root) -> dict[str, Any]:
    """Turn sink mode on or off; turning it on drops earlier records."""
    if switch.enabled:
        sandbox.sink.clear()
    sandbox.sink.is_on = switch.enabled
    return {"enabled": sandbox.sink.is_on}


@router.get("/sink")
async def read_sink(sandbox: Root, after: int = 0, limit: int = 10_000) -> dict[str, Any]:
    """Recorded sends: `{"enabled", "count", "records": [{"n", "epoch", "monotonic_ns", ...}]}`."""
    records = sandbox.sink.records[after : after + limit]
    return {
        "enabled": sandbox.sink.is_on,
        "count": len(sandbox.sink.records),
        "records": records,
    }


@router.put("/sms-reports")
async def set_report_url(body: ReportUrl, sandbox: Root) -> dict[str, str]:
    """Where SMS delivery reports are posted."""
    sandbox.sms.report_url = body.url
    return {"url": body.url}


@router.post("/reset")
async def reset(sandbox: Root) -> dict[str, str]:
    """Forget conversations, prompts, SMS, behaviors, counters; keep configured businesses."""
    await sandbox.reset()
    return {"status": "ok"}
