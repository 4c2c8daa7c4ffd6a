"""The one error tree.

CoreError
├── NotFound            the thing does not exist for this tenant
├── Refused             a business rule says no (expected; edges answer 4xx or say why)
├── Conflict            somebody else was faster (expected)
└── ProviderError       an outside service failed; `may_retry` says whether to try again
    └── OutcomeUnknown  the call may have had its effect
"""

from typing import ClassVar


class CoreError(Exception):
    """Base of everything core raises on purpose; `code` is stable, facts are attributes."""

    code: ClassVar[str] = "core_error"


class NotFound(CoreError):
    code = "not_found"


class Refused(CoreError):
    code = "refused"


class Conflict(CoreError):
    code = "conflict"


class ProviderError(CoreError):
    """A failed call to an outside service."""

    code = "provider_error"

    def __init__(
        self,
        message: str,
        *,
        may_retry: bool,
        retry_after: float | None = None,
        provider_code: str | None = None,
    ) -> None:
        super().__init__(message)
        self.may_retry = may_retry
        self.retry_after = retry_after
        self.provider_code = provider_code


class OutcomeUnknown(ProviderError):
    """The request left, no answer came: it may have had its effect."""

    code = "outcome_unknown"

    def __init__(self, message: str) -> None:
        super().__init__(message, may_retry=False)
