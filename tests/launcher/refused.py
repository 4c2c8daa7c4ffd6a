"""What is said of an address that does not work; its secret stands in no message."""

import pytest

from launcher.addresses import require_database, require_redis
from launcher.errors import LauncherError

SECRET = "s3cr3t-w0rd"


def refused_database(url: str) -> LauncherError:
    """Why this DATABASE_URL is refused."""
    with pytest.raises(LauncherError) as caught:
        require_database(url, is_ours=True)
    assert SECRET not in str(caught.value) + caught.value.hint
    return caught.value


def refused_redis(url: str) -> LauncherError:
    """Why this REDIS_URL is refused."""
    with pytest.raises(LauncherError) as caught:
        require_redis(url)
    assert SECRET not in str(caught.value) + caught.value.hint
    return caught.value
