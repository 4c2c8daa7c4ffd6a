"""OpenAI's Chat Completions API, and every endpoint that speaks it, through OpenAI's SDK."""

from typing import Any

import httpx2
import openai

from core.llm.answers import Question, Said, json_of
from core.llm.failures import BROKEN_ANSWER, as_no_answer

_OFFICIAL = "https://api.openai.com"


class OpenAiClient:
    """Asks for an answer in JSON; how firmly depends on what the endpoint understands."""

    def __init__(
        self, key: str, base_url: str, http: httpx2.AsyncClient, *, answer_format: str
    ) -> None:
        self._sdk = openai.AsyncOpenAI(
            api_key=key, base_url=base_url, http_client=http, max_retries=0
        )
        self._format = answer_format
        # Compatible servers know the older name only.
        is_official = base_url.startswith(_OFFICIAL)
        self._limit_name = "max_completion_tokens" if is_official else "max_tokens"

    async def ask(self, model: str, question: Question) -> Said:
        """The JSON value of the answer's text; raises NoAnswer."""
        options: dict[str, Any] = {self._limit_name: question.most_tokens}
        if self._format == "json_schema":
            schema = {"name": question.name, "strict": True, "schema": dict(question.schema)}
            options["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self._format == "json_object":
            options["response_format"] = {"type": "json_object"}
        try:
            completion: Any = await self._sdk.chat.completions.create(
                model=model,
                messages=[
                    {"role": "system", "content": question.instructions},
                    {"role": "user", "content": question.text},
                ],
                **options,
            )
            return _said(completion)
        except (openai.OpenAIError, *BROKEN_ANSWER) as problem:
            raise as_no_answer(problem) from None

    async def aclose(self) -> None:
        """Close the connections."""
        await self._sdk.close()


def _said(completion: Any) -> Said:
    # The SDK does not check what it parses: any field can be missing or be anything.
    usage = getattr(completion, "usage", None)
    tokens = (getattr(usage, "prompt_tokens", None), getattr(usage, "completion_tokens", None))
    return Said(json_of(completion.choices[0].message.content), *tokens)
