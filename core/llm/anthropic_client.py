"""Anthropic's Messages API through its SDK."""

from typing import Any

import anthropic
import httpx2

from core.llm.answers import Question, Said, json_of
from core.llm.errors import AnswerRejected
from core.llm.failures import BROKEN_ANSWER, as_no_answer


class AnthropicClient:
    """Asks for one forced tool call, whose input is the answer."""

    def __init__(self, key: str, base_url: str, http: httpx2.AsyncClient) -> None:
        self._sdk = anthropic.AsyncAnthropic(
            api_key=key, base_url=base_url, http_client=http, max_retries=0
        )

    async def ask(self, model: str, question: Question) -> Said:
        """The tool's input, or JSON that was written as text; raises NoAnswer."""
        try:
            message = await self._sdk.messages.create(
                model=model,
                max_tokens=question.most_tokens,
                system=question.instructions,
                messages=[{"role": "user", "content": question.text}],
                tools=[
                    {
                        "name": question.name,
                        "description": "Gives the answer.",
                        "input_schema": dict(question.schema),
                    }
                ],
                tool_choice={
                    "type": "tool",
                    "name": question.name,
                    "disable_parallel_tool_use": True,
                },
            )
            return _said(message, question.name)
        except (anthropic.AnthropicError, *BROKEN_ANSWER) as problem:
            raise as_no_answer(problem) from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._sdk.close()


def _said(message: Any, name: str) -> Said:
    # The SDK does not check what it parses: any field can be missing or be anything.
    usage = getattr(message, "usage", None)
    tokens = (getattr(usage, "input_tokens", None), getattr(usage, "output_tokens", None))
    blocks = message.content
    if not isinstance(blocks, list):
        raise AnswerRejected("no_content")
    for block in blocks:
        if getattr(block, "type", None) == "tool_use" and block.name == name:
            return Said(block.input, *tokens)
    texts = [block.text for block in blocks if getattr(block, "type", None) == "text"]
    return Said(json_of("".join(texts)), *tokens)
