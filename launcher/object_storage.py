"""S3_*: whether they work, and in words what is wrong if they do not.

`python -m launcher.object_storage` is the object storage of docker-compose.yml.
"""

import asyncio
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError

from launcher.errors import LauncherError

ENDPOINT: Final = "S3_ENDPOINT_URL"
NAMES: Final = (ENDPOINT, "S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET", "S3_REGION")
_PATTERN = (
    "S3_ENDPOINT_URL looks like https://s3.example.com; bucket and keys are settings of their own."
)
_OWN_PORT = 9000
# What a server or the connection says, what that means, and what to do about it.
_DIAGNOSES = (
    (
        re.compile(r"SSL|certificate|WRONG_VERSION_NUMBER"),
        "{where} does not speak TLS, or shows no valid certificate",
        "Correct https or http, or the server's certificate.",
    ),
    (
        re.compile(r"Failed to resolve|Name or service not known"),
        "no machine is called {host}",
        "Correct the name of the host.",
    ),
    (
        re.compile(r"Connection refused|No route to host|Network is unreachable"),
        "nothing answers at {where}",
        "Start the server, or correct host and port.",
    ),
    (
        re.compile(r"timed out|timeout"),
        "no answer from {where}",
        "Correct host and port, or let this machine through to it.",
    ),
    (
        re.compile(r"InvalidAccessKeyId|SignatureDoesNotMatch|AccessDenied|Forbidden"),
        "{where} refuses the keys, or the bucket {bucket} to them",
        "Correct S3_ACCESS_KEY and S3_SECRET_KEY, or let them read and write S3_BUCKET.",
    ),
    (
        re.compile(r"InvalidBucketName|invalid bucket name|Invalid bucket name"),
        "{bucket} is no name of a bucket",
        "S3_BUCKET has 3 to 63 small letters, digits and hyphens.",
    ),
    (
        re.compile(r"AuthorizationHeaderMalformed|InvalidRegion|IllegalLocation"),
        "{where} is in another region",
        "Set S3_REGION to the region of the server.",
    ),
    (
        re.compile(
            r"unreadable_answer|non-XML|BadStatusLine|RemoteDisconnected|Connection aborted"
        ),
        "what answers at {where} is not S3",
        "Correct host and port.",
    ),
)


def settings_in(known: Mapping[str, Any]) -> dict[str, str]:
    """The settings of object storage among settings, or facts of the same names in small."""
    found = {name: known.get(name) or known.get(name.lower()) for name in NAMES}
    return {name: str(value) for name, value in found.items() if value}


def require_storage(given: Mapping[str, str]) -> None:
    """Raises LauncherError unless the bucket is there, or could be made."""
    from core.files.errors import StorageFailed
    from core.files.settings import StorageSettings
    from core.files.storage import ObjectStorage
    from core.kit.settings import problem_of

    values: dict[str, Any] = {name.lower(): value for name, value in settings_in(given).items()}
    try:
        settings = StorageSettings(**values)
    except ValidationError as error:
        raise LauncherError(problem_of(error).splitlines()[0], hint=_PATTERN) from None
    try:
        storage = ObjectStorage(settings)
        asyncio.run(storage.ensure_bucket())
    except (StorageFailed, ValueError) as error:
        code = getattr(error, "provider_code", None) or ""
        why, remedy = _diagnosis(settings.s3_endpoint_url, settings.s3_bucket, f"{code} {error}")
        raise LauncherError(f"{ENDPOINT} does not work: {why}.", hint=remedy) from None


def _diagnosis(url: str, bucket: str, said: str) -> tuple[str, str]:
    parts = urlsplit(url)
    usual = 443 if parts.scheme == "https" else 80
    facts = {
        "host": parts.hostname,
        "where": f"{parts.hostname}:{parts.port or usual}",
        "bucket": bucket,
    }
    for pattern, why, remedy in _DIAGNOSES:
        if pattern.search(said):
            return why.format(**facts), remedy
    code = said.split(maxsplit=1)[0]
    return f"{facts['where']} says {code}", "Correct the S3_ settings, or what the server allows."


def main() -> None:
    """Serve the folder of this home until a signal ends it."""
    from launcher.engines import StorageEngine

    given = {name: os.environ[name] for name in ("S3_ACCESS_KEY", "S3_SECRET_KEY", "S3_BUCKET")}
    engine = StorageEngine(
        Path(os.environ["RATIBA_HOME"]),
        _OWN_PORT,
        given["S3_SECRET_KEY"],
        given["S3_ACCESS_KEY"],
        given["S3_BUCKET"],
        host="0.0.0.0",  # noqa: S104 - a container's port, which only its network sees
    )
    engine.prepare()
    command = engine.command()
    os.execve(command[0], command, {**os.environ, **engine.environment()})


if __name__ == "__main__":
    main()
