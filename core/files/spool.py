"""Bytes on their way to object storage: held in a temporary file, counted and hashed."""

import asyncio
import hashlib
import tempfile
from types import TracebackType
from typing import IO, Self

from core.files.errors import FileTooLarge

_IN_MEMORY = 1024 * 1024


class Spool:
    """A temporary file that ends with its block; raises FileTooLarge beyond `most_bytes`."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._digest = hashlib.sha256()
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def sha256(self) -> str:
        """The hash of what was written, hexadecimal."""
        return self._digest.hexdigest()

    def expect(self, size: int | None) -> None:
        """Refuse a file by its announced size, before any of it came."""
        if size is not None and size > self._most_bytes:
            raise FileTooLarge(f"{size} bytes are announced")

    async def write(self, chunk: bytes) -> None:
        """Add bytes, off the event loop."""
        self.expect(self.size + len(chunk))
        self.size += len(chunk)
        await asyncio.to_thread(self._write, chunk)

    def clear(self) -> None:
        """Forget what was written, for another try."""
        self._file.seek(0)
        self._file.truncate()
        self._digest = hashlib.sha256()
        self.size = 0

    def whole(self) -> IO[bytes]:
        """The file from its beginning, to be read."""
        self._file.seek(0)
        return self._file

    def _write(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self._file.write(chunk)
