"""`python -m sandbox`: the simulated providers and the phone page on 127.0.0.1."""

import uvicorn

from sandbox.app import create_app
from sandbox.settings import SandboxSettings


def main() -> None:
    """Serve until stopped."""
    settings = SandboxSettings()
    uvicorn.run(
        create_app(settings),
        host="127.0.0.1",
        port=settings.sandbox_port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=2,
    )


if __name__ == "__main__":
    main()
