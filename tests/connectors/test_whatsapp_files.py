import base64
import hashlib
from typing import Any

import pytest

from connectors.whatsapp.files import file_of, hex_digest
from connectors.whatsapp.webhook import parse
from core.files.received import ReceivedFile
from tests.fixtures.messages import envelope, text_message, typed_message, value_for

pytestmark = pytest.mark.unit

DIGEST = hashlib.sha256(b"a picture")
BASE64 = base64.b64encode(DIGEST.digest()).decode()
IMAGE = {"id": "123", "mime_type": "image/jpeg", "sha256": BASE64, "url": "https://lookaside/x"}


class TestFileOf:
    @pytest.mark.parametrize(
        ("kind", "media", "file"),
        [
            (
                "image",
                {**IMAGE, "caption": "my hair"},
                ReceivedFile("123", "image/jpeg", DIGEST.hexdigest(), url="https://lookaside/x"),
            ),
            (
                "document",
                {"id": 123, "mime_type": "application/pdf", "filename": "a.pdf"},
                ReceivedFile("123", "application/pdf", name="a.pdf"),
            ),
            (
                "audio",
                {"id": "1", "mime_type": "audio/ogg; codecs=opus", "voice": True},
                ReceivedFile("1", "audio/ogg; codecs=opus"),
            ),
            ("voice", {"id": "1"}, ReceivedFile("1")),
            ("video", {"id": "1", "sha256": "nonsense"}, ReceivedFile("1")),
            ("sticker", {"id": "1", "mime_type": 7, "filename": "x" * 300}, ReceivedFile("1")),
        ],
    )
    def test_reads_each_kind(self, kind: str, media: dict[str, Any], file: ReceivedFile) -> None:
        assert file_of(typed_message(kind, media)) == file

    @pytest.mark.parametrize(
        ("message", "problem"),
        [
            ({"errors": [{"code": 131052, "title": "Media download error"}]}, "131052"),
            ({"image": {"errors": [{"code": 131052}]}}, "131052"),
            ({"image": {"mime_type": "image/jpeg"}}, "no_id"),
            ({"image": None, "errors": "none"}, "no_id"),
        ],
    )
    def test_one_without_an_id_is_told(self, message: dict[str, Any], problem: str) -> None:
        file = file_of({"type": "image", **message})
        assert file is not None
        assert (file.external_id, file.problem, file.url) == (None, problem, None)

    @pytest.mark.parametrize("kind", ["text", "location", "contacts", "order", "unsupported"])
    def test_other_kinds_have_none(self, kind: str) -> None:
        assert file_of(typed_message(kind, {"id": "1"})) is None

    def test_comes_with_the_message(self) -> None:
        messages = [typed_message("image", IMAGE), text_message("hello")]
        files = [
            getattr(routed.item, "file", None)
            for routed in parse(envelope(value_for("1", messages=messages)))
        ]
        assert [file and file.external_id for file in files] == ["123", None]


class TestHexDigest:
    @pytest.mark.parametrize(
        "written", [BASE64, BASE64.rstrip("="), DIGEST.hexdigest(), DIGEST.hexdigest().upper()]
    )
    def test_reads_both_ways_of_writing_it(self, written: str) -> None:
        assert hex_digest(written) == DIGEST.hexdigest()

    @pytest.mark.parametrize("written", [None, 7, "", "abc", BASE64[:-8], "é" * 44, "=" * 44])
    def test_anything_else_is_none(self, written: Any) -> None:
        assert hex_digest(written) is None
