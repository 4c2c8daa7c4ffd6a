"""What the simulated language models answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict

from sandbox.llm.answers import ScriptedAnswer
from sandbox.root import Sandbox, get_sandbox

router = APIRouter(prefix="/control/llm")
Root = Annotated[Sandbox, Depends(get_sandbox)]


class Script(BaseModel):
    """Answers by the texts they belong to; the first that fits is given."""

    model_config = ConfigDict(extra="forbid")

    answers: list[ScriptedAnswer]


@router.put("/answers")
async def set_answers(script: Script, sandbox: Root) -> dict[str, Any]:
    """Replace the script."""
    sandbox.llm.script = list(script.answers)
    return {"answers": [each.model_dump() for each in sandbox.llm.script]}


@router.get("/answers")
async def read_answers(sandbox: Root) -> dict[str, Any]:
    """The script as it stands."""
    return {"answers": [each.model_dump() for each in sandbox.llm.script]}
