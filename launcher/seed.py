"""`python -m launcher.seed FILE`: puts the demo business into the database once."""

import asyncio
import hashlib
import os
import sys
from pathlib import Path

from core.kit.db import Database, DatabaseSettings
from core.workflows.onboarding.apply import apply_business_file
from core.workflows.onboarding.business_file import load_business_file


async def seed(path: Path, stamp: Path) -> str:
    """Apply the file when it is new or changed since the last time; says what was done."""
    database = Database(DatabaseSettings())
    fingerprint = f"{hashlib.sha256(path.read_bytes()).hexdigest()} {_database_of()}"
    if stamp.exists() and stamp.read_text() == fingerprint:
        return "the demo business is there already"
    business = load_business_file(path, os.environ)
    try:
        onboarded = await apply_business_file(
            database, business, public_url=os.environ["PUBLIC_URL"]
        )
    finally:
        await database.dispose()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint)
    return f"{business.name} {'opened' if onboarded.is_new else 'updated'}"


def _database_of() -> str:
    return hashlib.sha256(os.environ["DATABASE_APP_URL"].encode()).hexdigest()[:12]


if __name__ == "__main__":
    home = Path(os.environ["RATIBA_HOME"])
    print(asyncio.run(seed(Path(sys.argv[1]), home / "run" / "seeded")))
