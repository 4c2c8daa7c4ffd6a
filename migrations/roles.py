"""The login roles of the processes; made or re-keyed on every migration run."""

from sqlalchemy import Connection, text

from core.kit.secrets import SecretSettings, derive_secret

ROLES = ("ratiba_app", "ratiba_platform", "ratiba_rasa")


def provision_roles(connection: Connection) -> None:
    """Create each role with the password derived from `RATIBA_SECRET_KEY`."""
    secret_key = SecretSettings().ratiba_secret_key
    for role in ROLES:
        password = derive_secret(secret_key, f"role:{role}")
        exists = connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": role})
        verb = "ALTER" if exists else "CREATE"
        connection.execute(
            text(
                f"{verb} ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT"
                f" PASSWORD '{password}'"
            )
        )
    connection.execute(text("ALTER ROLE ratiba_rasa SET search_path = dialogue"))
    connection.commit()
