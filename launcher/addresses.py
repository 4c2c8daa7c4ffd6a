"""DATABASE_URL, REDIS_URL: whether they work, and in words what is wrong if they do not."""

import re
from collections.abc import Mapping
from urllib.parse import SplitResult, unquote, urlsplit

import psycopg
import redis

from core.kit.secrets import derive_secret
from launcher.database import newest_revision
from launcher.errors import LauncherError
from launcher.installation import PROCESS_ROLES, with_credentials
from launcher.object_storage import ENDPOINT, require_storage

DATABASE, REDIS = "DATABASE_URL", "REDIS_URL"
_PATIENCE_SECONDS = 5
_OLDEST_POSTGRES = 17
_POSTGRES_SCHEMES = ("postgresql", "postgres")
_REDIS_SCHEMES = ("redis", "rediss", "unix")
_PATTERNS = {
    DATABASE: "postgresql://user:password@host:5432/database",
    REDIS: "redis://:password@host:6379/0",
}
_QUOTING = (
    "In a user name or password the signs / ? # @ : % and blanks are written"
    " %2F %3F %23 %40 %3A %25 %20."
)
_QUERY = """
SELECT current_setting('server_version_num')::int / 10000,
       (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user),
       to_regclass('public.alembic_version') IS NOT NULL
"""
_SCHEMA = "SELECT max(version_num) FROM public.alembic_version"
_REFUSED_LOGIN = re.compile(
    r'password authentication failed|role "[^"]*" does not exist|username-password pair'
)
# What a driver says, what that means, and what to do about it.
_DIAGNOSES = (
    (
        re.compile(r"failed to resolve host|Name or service not known|Error -\d+ connecting"),
        "no machine is called {host}",
        "Correct the name of the host.",
    ),
    (
        re.compile(r'database "[^"]*" does not exist'),
        "{where} has no database {name}",
        "Create it (createdb {name}), or correct its name.",
    ),
    (
        re.compile(r"DB index is out of range"),
        "{where} has no database {name}",
        "Take a number that it has, such as 0.",
    ),
    (_REFUSED_LOGIN, "{where} refuses {who}", "Correct the user name and the password."),
    (
        re.compile(r"no password supplied|HELLO must be called|NOAUTH|Authentication required"),
        "{where} asks for a password",
        "Write user and password before the host.",
    ),
    (
        re.compile(r"Connection refused|No such file|No route to host|unreachable"),
        "nothing answers at {where}",
        "Start the server, or correct host and port.",
    ),
    (
        re.compile(r"[Tt]imeout"),
        "no answer from {where} in {seconds} s",
        "Correct host and port, or let this machine through to it.",
    ),
    (
        re.compile(r"invalid response|Protocol Error|closed by server|unexpected response"),
        "what answers at {where} is not {kind}",
        "Correct host and port.",
    ),
)
_REASON = re.compile(r".*(?:failed: |FATAL: +|ERROR: +)")


def require_given(given: Mapping[str, str], *, secret_key: str | None = None) -> None:
    """Raises LauncherError when a server that the person named cannot be used.

    `secret_key` is that of whoever will prepare the database.
    """
    if url := given.get(DATABASE):
        require_database(url, is_ours=True)
        if secret_key is not None:
            require_secret(url, secret_key)
    if url := given.get(REDIS):
        require_redis(url)
    if given.get(ENDPOINT):
        require_storage(given)


def require_database(url: str, *, name: str = DATABASE, is_ours: bool) -> None:
    """Raises LauncherError unless the owner gets in and can, or did, prepare this database.

    `is_ours` says that it will be brought up to date; otherwise it has to be so already.
    """
    parts = _parts(url, name, _POSTGRES_SCHEMES)
    if not parts.path.strip("/"):
        raise _misshaped(name, "names no database")
    try:
        with psycopg.connect(url, connect_timeout=_PATIENCE_SECONDS) as connection:
            version, may_make_roles, has_tables = connection.execute(_QUERY).fetchone() or (0, 0, 0)
            row = connection.execute(_SCHEMA).fetchone() if has_tables and not is_ours else None
    except (psycopg.Error, ValueError) as error:
        raise _unusable(name, parts, error) from None
    if version < _OLDEST_POSTGRES:
        raise LauncherError(
            f"{name}: {_where(parts)} is PostgreSQL {version}.",
            hint=f"Ratiba needs PostgreSQL {_OLDEST_POSTGRES} or newer.",
        )
    if not is_ours:
        _require_schema(parts, row[0] if row else None)
    elif not may_make_roles:
        raise LauncherError(
            f"{name}: the user {_user(parts)} may not make roles.",
            hint=f"Let a superuser say: ALTER ROLE {_user(parts)} CREATEROLE",
        )


def _require_schema(parts: SplitResult, found: str | None) -> None:
    newest = newest_revision()
    if found == newest:
        return
    prepares = "./ratiba migrate prepares it; ./ratiba demo and ./ratiba up do so as they start."
    if found is None:
        raise LauncherError(f"There is nothing of Ratiba in {_where(parts)} yet.", hint=prepares)
    if found < newest:
        raise LauncherError(f"{_where(parts)} is of an older Ratiba.", hint=prepares)
    raise LauncherError(
        f"{_where(parts)} is of a newer Ratiba than this checkout.",
        hint="Bring the checkout up to date.",
    )


def require_roles(urls: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Raises LauncherError when the roles of the processes do not get in; `given` names its own."""
    for name, url in urls.items():
        parts = _parts(url, name, _POSTGRES_SCHEMES)
        try:
            psycopg.connect(url, connect_timeout=_PATIENCE_SECONDS).close()
        except (psycopg.Error, ValueError) as error:
            if given.get(name) or not _REFUSED_LOGIN.search(str(error)):
                raise _unusable(name, parts, error) from None
            raise _other_secret(parts) from None


def require_secret(owner_url: str, secret_key: str) -> None:
    """Raises LauncherError when preparing this database would give its roles another secret.

    What runs with the secret they have would be cut off, and the credentials that are stored could
    not be read.
    """
    parts = _parts(owner_url, DATABASE, _POSTGRES_SCHEMES)
    with psycopg.connect(owner_url, connect_timeout=_PATIENCE_SECONDS) as connection:
        rows = connection.execute("SELECT rolname FROM pg_roles").fetchall()
    for role in PROCESS_ROLES.values():
        if (role,) not in rows:
            continue
        url = with_credentials(owner_url, role, derive_secret(secret_key, f"role:{role}"))
        try:
            psycopg.connect(url, connect_timeout=_PATIENCE_SECONDS).close()
        except psycopg.Error as error:
            # Any other refusal says nothing of the secret.
            if _REFUSED_LOGIN.search(str(error)):
                raise _other_secret(parts) from None


def _other_secret(parts: SplitResult) -> LauncherError:
    return LauncherError(
        f"{_where(parts)} was prepared with another RATIBA_SECRET_KEY.",
        hint="Set that one again: the stored credentials are encrypted with it.",
    )


def require_redis(url: str) -> None:
    """Raises LauncherError unless Redis answers there."""
    parts = _parts(url, REDIS, _REDIS_SCHEMES)
    if parts.scheme != "unix" and not re.fullmatch(r"/?\d*", parts.path):
        raise _misshaped(REDIS, "ends with a number of a database, such as /0")
    try:
        with redis.Redis.from_url(
            url, socket_timeout=_PATIENCE_SECONDS, socket_connect_timeout=_PATIENCE_SECONDS
        ) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        raise _unusable(REDIS, parts, error) from None


def _parts(url: str, name: str, schemes: tuple[str, ...]) -> SplitResult:
    """The parts of an address; never says any of them when it cannot be sure which is which."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise _misshaped(name, "is no address") from None
    if parts.scheme not in schemes:
        raise _misshaped(name, f"begins with {schemes[0]}://")
    strange = parts.netloc.count("@") > 1 or parts.fragment or "@" in parts.path + parts.query
    if strange or not url.isprintable() or " " in url:
        raise _misshaped(name, "is no address")
    return parts


def _misshaped(name: str, what: str) -> LauncherError:
    says = f"{name} cannot be used: it {what}."
    if what.startswith(("begins", "ends")):
        says = f"{name} cannot be used: such an address {what}."
    pattern = _PATTERNS.get(name, _PATTERNS[DATABASE])
    return LauncherError(says, hint=f"It looks like {pattern}\n{_QUOTING}")


def _unusable(name: str, parts: SplitResult, error: Exception) -> LauncherError:
    why, remedy = _diagnosis(parts, str(error))
    return LauncherError(f"{name} does not work: {why}.", hint=remedy)


def _diagnosis(parts: SplitResult, said: str) -> tuple[str, str]:
    """What is wrong and what to do, from what a driver said."""
    user = _user(parts)
    facts = {
        "host": parts.hostname,
        "where": _where(parts),
        "name": parts.path.strip("/"),
        "who": f"the password of {user}" if user else "the password",
        "kind": "Redis" if parts.scheme in _REDIS_SCHEMES else "PostgreSQL",
        "seconds": _PATIENCE_SECONDS,
    }
    for pattern, why, remedy in _DIAGNOSES:
        if pattern.search(said):
            return why.format(**facts), remedy.format(**facts)
    return _reason(parts, said), "Correct the address, or what the server allows."


def _reason(parts: SplitResult, said: str) -> str:
    """The driver's own words, cut to the reason, with nothing of the password."""
    if "percent-encoded" in said:
        return "a % in it is not followed by two digits; in a password it is written %25"
    first = next(iter(said.strip().splitlines()), "it is refused")
    reason = _REASON.sub("", first).strip().rstrip(".")
    for secret in filter(None, (parts.password, unquote(parts.password or ""))):
        reason = reason.replace(secret, "***")
    return reason


def _where(parts: SplitResult) -> str:
    if not parts.hostname:
        return parts.path if parts.scheme == "unix" else "this machine"
    usual = 5432 if parts.scheme in _POSTGRES_SCHEMES else 6379
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{host}:{parts.port or usual}"


def _user(parts: SplitResult) -> str:
    return unquote(parts.username or "")
