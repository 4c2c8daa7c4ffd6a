"""Why a language model gave no usable answer.

ProviderError
└── NoAnswer             nothing usable came
    ├── ModelAway        the provider refused, broke off or did not answer in time
    │   ├── TookTooLong  it was given up on; the provider may charge for it all the same
    │   └── OutOfTime    too little time was left, or the provider is left alone for a while
    └── AnswerRejected   an answer came that cannot be what was asked for
"""

from typing import ClassVar

from core.kit.errors import ProviderError


class NoAnswer(ProviderError):
    """A model gave no usable answer; `reason` is a constant word for metrics and rows."""

    code = "llm_no_answer"
    is_charged: ClassVar[bool] = False
    """Whether the provider may have worked, so that the most it could use counts as used."""

    def __init__(self, reason: str, *, may_retry: bool = False) -> None:
        super().__init__(reason, may_retry=may_retry)
        self.reason = reason


class ModelAway(NoAnswer):
    code = "llm_away"


class TookTooLong(ModelAway):
    code = "llm_took_too_long"
    is_charged = True


class OutOfTime(ModelAway):
    code = "llm_out_of_time"


class AnswerRejected(NoAnswer):
    code = "llm_answer_rejected"
    is_charged = True
