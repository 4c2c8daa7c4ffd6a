import pytest
from pydantic import ValidationError

from core.files.settings import StorageSettings

pytestmark = pytest.mark.unit

KEYS = {"s3_access_key": "ratiba", "s3_secret_key": "secret"}


class TestStorageSettings:
    @pytest.mark.parametrize(
        "url",
        ["s3.example.com", "ftp://s3.example.com", "https://", "https://h/bucket", "https://u:p@h",
         "https://h:port"],
    )  # fmt: skip
    def test_what_is_no_address_of_a_server_is_refused(self, url: str) -> None:
        with pytest.raises(ValidationError, match="address"):
            StorageSettings(s3_endpoint_url=url, **KEYS)

    def test_a_slash_at_the_end_is_no_path(self) -> None:
        settings = StorageSettings(s3_endpoint_url=" https://s3.example.com/ ", **KEYS)
        assert settings.s3_endpoint_url == "https://s3.example.com"

    def test_an_empty_bucket_is_refused(self) -> None:
        with pytest.raises(ValidationError, match="it is empty"):
            StorageSettings(s3_endpoint_url="https://h", s3_bucket=" ", **KEYS)
