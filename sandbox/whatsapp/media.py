"""Media that businesses upload and customers send."""

import base64
import hashlib
import time
from dataclasses import dataclass

from sandbox.identifiers import media_id
from sandbox.whatsapp.errors import GraphError

MEGABYTE = 1024 * 1024
URL_LIFE_SECONDS = 300
_LIMITS: dict[str, tuple[int, tuple[str, ...]]] = {
    "image": (5 * MEGABYTE, ("image/jpeg", "image/png")),
    "video": (16 * MEGABYTE, ("video/mp4", "video/3gpp")),
    "audio": (
        16 * MEGABYTE,
        ("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg", "audio/opus"),
    ),
    "sticker": (500 * 1024, ("image/webp",)),
}
_DOCUMENT_LIMIT = 100 * MEGABYTE


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A stored file."""

    id: str
    mime_type: str
    content: bytes
    sha256_base64: str
    sha256_hex: str
    phone_number_id: str
    filename: str | None = None


class MediaShelf:
    """Keeps files and the short-lived links to them."""

    def __init__(self) -> None:
        self._files: dict[str, MediaFile] = {}
        self._links: dict[str, tuple[str, float]] = {}

    def put(
        self, content: bytes, mime_type: str, phone_number_id: str, filename: str | None = None
    ) -> MediaFile:
        """Store a file of a business number under a new id."""
        digest = hashlib.sha256(content)
        file = MediaFile(
            id=media_id(),
            mime_type=mime_type,
            content=content,
            sha256_base64=base64.b64encode(digest.digest()).decode(),
            sha256_hex=digest.hexdigest(),
            phone_number_id=phone_number_id,
            filename=filename,
        )
        self._files[file.id] = file
        return file

    def get(self, file_id: str) -> MediaFile | None:
        """The file, where it exists."""
        return self._files.get(file_id)

    def delete(self, file_id: str) -> bool:
        """Forget a file; False when there was none."""
        return self._files.pop(file_id, None) is not None

    def link(self, file: MediaFile, *, is_expired: bool = False) -> str:
        """A new link key for the file, good for five minutes."""
        key = media_id()
        until = time.monotonic() + (0 if is_expired else URL_LIFE_SECONDS)
        self._links[key] = (file.id, until)
        return key

    def follow(self, key: str) -> MediaFile | None:
        """The file behind a link that is still good."""
        file_id, until = self._links.get(key, ("", 0.0))
        return self._files.get(file_id) if time.monotonic() < until else None


def check_upload(mime_type: str, size: int) -> None:
    """Raise when a file of this type and size may not be uploaded."""
    base_type = mime_type.partition(";")[0].strip().lower()
    if not base_type:
        raise GraphError(100, "The parameter type is required.")
    for limit, accepted in _LIMITS.values():
        if base_type in accepted:
            if size > limit:
                raise GraphError(131053, f"File is larger than {limit} bytes")
            return
    if not base_type.startswith(("application/", "text/")):
        raise GraphError(
            100, f"Param file must be a file with one of the supported types, not {base_type}"
        )
    if size > _DOCUMENT_LIMIT:
        raise GraphError(131053, f"File is larger than {_DOCUMENT_LIMIT} bytes")
