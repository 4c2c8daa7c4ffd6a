"""What is said of S3_ settings that cannot be used; the secret stands in no message."""

import pytest

from launcher.errors import LauncherError
from launcher.object_storage import require_storage, settings_in
from tests.launcher.refused import SECRET

pytestmark = pytest.mark.unit

KEYS = {"S3_ACCESS_KEY": "ratiba", "S3_SECRET_KEY": SECRET}


def refused(**given: str) -> LauncherError:
    with pytest.raises(LauncherError) as caught:
        require_storage({**KEYS, **given})
    assert SECRET not in str(caught.value) + caught.value.hint
    assert "\n" not in str(caught.value)
    return caught.value


class TestShapes:
    @pytest.mark.parametrize(
        "url", ["s3.example.com", "ftp://h", f"https://ratiba:{SECRET}@h", "https://h/bucket"]
    )
    def test_what_is_no_address_is_told_how_one_looks(self, url: str) -> None:
        error = refused(S3_ENDPOINT_URL=url)
        assert str(error).startswith("S3_ENDPOINT_URL cannot be used: such an address ")
        assert "https://s3.example.com" in error.hint

    @pytest.mark.parametrize("name", ["S3_ACCESS_KEY", "S3_SECRET_KEY"])
    def test_a_key_that_is_missing_is_named(
        self, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        monkeypatch.delenv(name, raising=False)
        assert str(refused(S3_ENDPOINT_URL="https://h", **{name: ""})) == f"{name} is not set."

    def test_a_name_that_no_bucket_has(self) -> None:
        error = refused(S3_ENDPOINT_URL="http://127.0.0.1:1", S3_BUCKET="My Files")
        assert "My Files is no name of a bucket" in str(error)


class TestReaching:
    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("http://nowhere.invalid", "no machine is called nowhere.invalid"),
            ("http://127.0.0.1:1", "nothing answers at 127.0.0.1:1"),
            ("https://127.0.0.1:1", "nothing answers at 127.0.0.1:1"),
        ],
    )
    def test_nobody_there(self, url: str, said: str) -> None:
        error = refused(S3_ENDPOINT_URL=url)
        assert str(error) == f"S3_ENDPOINT_URL does not work: {said}."
        assert error.hint


class TestSettingsIn:
    def test_reads_settings_and_facts_and_leaves_out_what_is_empty(self) -> None:
        facts = {"s3_endpoint_url": "http://h", "s3_bucket": "b", "S3_REGION": "", "other": "x"}
        assert settings_in(facts) == {"S3_ENDPOINT_URL": "http://h", "S3_BUCKET": "b"}
