from core.kit.errors import NotFound, ProviderError, Refused


class FileTooLarge(Refused):
    """More bytes came than are taken of one file."""

    code = "too_large"


class ObjectMissing(NotFound):
    """Object storage has nothing under this key."""

    code = "object_missing"


class StorageFailed(ProviderError):
    """Object storage did not do what was asked; `provider_code` is its own word for why."""

    code = "storage_failed"

    def __init__(self, provider_code: str, message: str = "object storage failed") -> None:
        super().__init__(message, may_retry=True, provider_code=provider_code)
