"""`python -m launcher.database [FILE]`: the newest schema, and the demo business of FILE."""

import asyncio
import hashlib
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import psycopg

from launcher.errors import LauncherError

ROOT = Path(__file__).resolve().parent.parent
_STAMP = "database"


def is_prepared(environment: Mapping[str, str], business: Path | None) -> bool:
    """Whether this database was prepared with these migrations, secret and business already."""
    try:
        stamp = (_stamp(environment)).read_text().split()
    except OSError:
        return False
    if stamp[:1] != [_fingerprint(environment, business)]:
        return False
    try:
        with psycopg.connect(environment["DATABASE_URL"], connect_timeout=5) as connection:
            rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    except psycopg.Error:
        return False
    return [row[0] for row in rows] == stamp[1:]


def newest_revision() -> str:
    """The schema that this checkout works with; the files of the migrations begin with it."""
    files = (ROOT / "migrations" / "versions").glob("[0-9]*_*.py")
    return max(path.name.partition("_")[0] for path in files)


def prepare(environment: Mapping[str, str], business: Path | None) -> str:
    """Migrate, and put the business there when it is new or changed; says what was done."""
    from alembic import command
    from alembic.config import Config

    config = Config(ROOT / "alembic.ini")
    command.upgrade(config, "head")
    said = "database schema is current"
    if business is not None:
        said += "; " + asyncio.run(_open(business, environment["PUBLIC_URL"]))
    stamp = _stamp(environment)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(f"{_fingerprint(environment, business)} {newest_revision()}")
    return said


async def _open(path: Path, public_url: str) -> str:
    from core.kit.db import Database, DatabaseSettings
    from core.workflows.onboarding.apply import apply_business_file
    from core.workflows.onboarding.business_file import load_business_file

    database = Database(DatabaseSettings())
    business = load_business_file(path, os.environ)
    try:
        onboarded = await apply_business_file(database, business, public_url=public_url)
    finally:
        await database.dispose()
    return f"{business.name} {'opened' if onboarded.is_new else 'updated'}"


def _stamp(environment: Mapping[str, str]) -> Path:
    return Path(environment["RATIBA_HOME"]) / "run" / _STAMP


def _fingerprint(environment: Mapping[str, str], business: Path | None) -> str:
    digest = hashlib.sha256()
    for part in (environment["DATABASE_URL"], environment["RATIBA_SECRET_KEY"]):
        digest.update(part.encode() + b"\0")
    files = [*sorted((ROOT / "migrations").rglob("*.py")), *([business] if business else [])]
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    """Prepare the database of the environment; an address that does not work is said in short."""
    from sqlalchemy.exc import OperationalError

    from core.kit.secrets import SecretSettings
    from core.kit.settings import explain_settings
    from launcher.addresses import require_secret

    explain_settings()
    try:
        if url := os.environ.get("DATABASE_URL"):
            require_secret(url, SecretSettings().ratiba_secret_key)
        said = prepare(os.environ, Path(sys.argv[1]) if sys.argv[1:] else None)
    except (psycopg.OperationalError, OperationalError) as error:
        # The driver's own words name host, port and role, and no password.
        sys.exit(f"DATABASE_URL does not work: {getattr(error, 'orig', error)}")
    except LauncherError as error:
        sys.exit(f"{error}\n{error.hint}")
    print(said)


if __name__ == "__main__":
    main()
