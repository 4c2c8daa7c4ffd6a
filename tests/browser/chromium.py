"""Chromium on the phone page, in a thread of its own, away from other event loops."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from launcher.gate.browser import find_browser

ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
LAPTOP = {"width": 1440, "height": 900}
PATIENCE_MS = 60_000

Steps = Callable[[Page], Any]


class Chromium:
    """A browser; `run` opens a page for some steps and closes it again."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._thread.submit(self._open).result()

    def run(self, url: str, steps: Steps) -> Any:
        """What the steps return; fails when the page had an error."""
        return self._thread.submit(self._run, url, steps).result()

    def close(self) -> None:
        """End the browser."""
        self._thread.submit(self._browser.close).result()
        self._thread.submit(self._playwright.stop).result()
        self._thread.shutdown()

    def _open(self) -> None:
        self._playwright = sync_playwright().start()
        path = find_browser(lambda _: None)
        self._browser: Browser = self._playwright.chromium.launch(
            executable_path=path, args=ARGUMENTS, timeout=PATIENCE_MS
        )

    def _run(self, url: str, steps: Steps) -> Any:
        context = self._browser.new_context(viewport=LAPTOP, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        try:
            page.goto(url)
            page.wait_for_selector("body[data-ready]")
            result = steps(page)
        finally:
            context.close()
        assert errors == []
        return result
