"""What the SDKs raise, as one kind of error that quotes nothing."""

from core.llm.bounded import AnswerTooLong
from core.llm.errors import AnswerRejected, ModelAway, NoAnswer, TookTooLong

# What reading a well-sized but wrong answer raises, in the SDKs and here.
BROKEN_ANSWER = (
    AnswerTooLong,
    NoAnswer,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def as_no_answer(problem: BaseException) -> NoAnswer:
    """The reason of a failure; the text of SDK errors can quote the answer and is dropped."""
    if isinstance(problem, NoAnswer):
        return problem
    if any(isinstance(cause, AnswerTooLong) for cause in _causes(problem)):
        return AnswerRejected("too_long")
    status = getattr(problem, "status_code", None)
    if isinstance(status, int) and status >= 400:
        return ModelAway(f"http_{status}", may_retry=status in (408, 429) or status >= 500)
    name = type(problem).__name__
    if name == "APITimeoutError":
        return TookTooLong("timeout", may_retry=True)
    if name == "APIConnectionError":
        return ModelAway("unreachable", may_retry=True)
    return AnswerRejected("broken_answer")


def _causes(problem: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while problem is not None and problem not in found:
        found.append(problem)
        problem = problem.__cause__ or problem.__context__
    return found
