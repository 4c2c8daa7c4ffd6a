"""A conversation in the terminal: a customer of the sandbox, with everything behind it running."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from launcher.errors import LauncherError
from launcher.installation import ROOT
from launcher.runfolder import RunFolder

HELP = (
    "Write as a customer would. A number taps the choice with that number. When M-Pesa asks:"
    " /pin 1234 pays, /cancel refuses. /quit ends."
)
_START_SECONDS = 300.0
_POLL_SECONDS = 0.2
_QUIET_SECONDS = 0.8
_ANSWER_SECONDS = 12.0


@dataclass
class Talk:
    """One customer's side of a conversation with the first business of the sandbox."""

    sandbox: httpx.Client
    number: str
    choices: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _seen: int = 0
    _prompts: set[str] = field(default_factory=set)
    _last_news: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        businesses = self.sandbox.get("/control/businesses").raise_for_status().json()
        if not businesses:
            raise LauncherError("The sandbox knows no business.")
        self.business = businesses[0]
        customer = {"phone": self.number, "name": "Wanjiru", "language": "en"}
        self.sandbox.post("/control/customers", json=customer).raise_for_status()

    def send(self, line: str) -> None:
        """Send a text, tap a choice, or answer the payment prompt."""
        if line.startswith("/"):
            self._answer_prompt(line)
        elif line.isdigit() and 0 < int(line) <= len(self.choices):
            kind, choice = self.choices[int(line) - 1]
            self._post(type=kind, reply_id=choice["id"], title=choice["title"])
        else:
            self._post(text=line)

    def show_news(self) -> None:
        """Print what arrived since the last call."""
        with self._lock:
            for message in self._received()[self._seen :]:
                self._seen += 1
                self._last_news = time.monotonic()
                self._show(message)
            query = {"phone": self.number, "state": "open"}
            for prompt in self.sandbox.get("/control/stk", params=query).json()["prompts"]:
                if prompt["checkout_request_id"] not in self._prompts:
                    self._prompts.add(prompt["checkout_request_id"])
                    self._last_news = time.monotonic()
                    _say(f"M-Pesa: pay {prompt['amount']} to {prompt['business_name']}? /pin 1234")

    def wait_for_answer(self) -> None:
        """Show what is answered, until it has been quiet for a moment."""
        started, before = time.monotonic(), self._last_news
        while time.monotonic() - started < _ANSWER_SECONDS:
            self.show_news()
            if self._last_news > before and time.monotonic() - self._last_news > _QUIET_SECONDS:
                return
            time.sleep(_POLL_SECONDS)

    def _show(self, message: dict[str, Any]) -> None:
        interactive = message["content"].get("interactive", {})
        _say(str(interactive.get("body", {}).get("text") or message["text"]))
        action = interactive.get("action", {})
        buttons = [("button_reply", button["reply"]) for button in action.get("buttons", [])]
        rows = [row for section in action.get("sections", []) for row in section.get("rows", [])]
        choices = buttons + [("list_reply", row) for row in rows]
        if choices:
            self.choices = choices
        for number, (_, choice) in enumerate(choices, start=1):
            print(f"     [{number}] {choice['title']}", flush=True)

    def _received(self) -> list[dict[str, Any]]:
        path = f"/control/conversations/{self.business['phone_number_id']}/{self.number}/messages"
        messages: list[dict[str, Any]] = self.sandbox.get(
            path, params={"sender": "business"}
        ).json()["messages"]
        return messages

    def _post(self, **message: Any) -> None:
        address = {"phone_number_id": self.business["phone_number_id"], "customer": self.number}
        self.sandbox.post("/control/messages", json={**address, **message}).raise_for_status()

    def _answer_prompt(self, line: str) -> None:
        word, _, pin = line[1:].partition(" ")
        body = {"pin": {"answer": "pin", "pin": pin.strip()}, "cancel": {"answer": "canceled"}}
        if word not in body:
            print(HELP)
            return
        reply = self.sandbox.post(f"/control/stk/answer/{self.number}", json=body[word])
        if reply.is_error:
            print(f"     ({reply.json().get('detail')})")


def talk(home: Path) -> None:
    """Talk until the input ends; raises LauncherError when the demo ends before it."""
    with _running_demo(home) as url, httpx.Client(base_url=url, trust_env=False) as sandbox:
        try:
            conversation = Talk(sandbox, f"2547{time.time_ns() // 1_000_000 % 10**8:08d}")
            print(f"You are talking to {conversation.business['name']}. {HELP}\n", flush=True)
            _converse(conversation)
        except httpx.HTTPError:
            raise LauncherError(
                "The demo does not answer any more.", hint="See how it is: ./ratiba status"
            ) from None


def _converse(conversation: Talk) -> None:
    done = threading.Event()

    def keep_showing() -> None:
        while not done.wait(_POLL_SECONDS * 5):
            with contextlib.suppress(httpx.HTTPError):
                conversation.show_news()

    threading.Thread(target=keep_showing, daemon=True).start()
    try:
        while True:
            if sys.stdin.isatty():
                line = input("you: ").strip()
            else:
                line = input().strip()
                print(f"you: {line}", flush=True)
            if line == "/quit":
                return
            if line:
                conversation.send(line)
                conversation.wait_for_answer()
    except (EOFError, KeyboardInterrupt):
        print()
    finally:
        done.set()


@contextlib.contextmanager
def _running_demo(home: Path) -> Iterator[str]:
    """The sandbox of the demo that runs here; a quiet one is started when none does."""
    folder = RunFolder(home)
    state = folder.read_state()
    if state is not None:
        if "sandbox_url" not in state:
            raise LauncherError("What runs here is not the demo.", hint="Stop it, then talk.")
        yield str(state["sandbox_url"])
        return
    log = folder.logs / "demo.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    print("Starting a demo for this conversation ...", flush=True)
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [sys.executable, "-m", "launcher", "demo"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield _wait_until_ready(folder, demo, log)
    finally:
        demo.send_signal(signal.SIGINT)
        demo.wait(30)


def _wait_until_ready(folder: RunFolder, demo: "subprocess.Popen[bytes]", log: Path) -> str:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and demo.poll() is None:
        if "Ratiba is ready" in log.read_text(errors="replace"):
            state = folder.read_state()
            if state is not None:
                return str(state["sandbox_url"])
        time.sleep(_POLL_SECONDS)
    raise LauncherError("The demo does not start.", detail=log.read_text(errors="replace")[-2000:])


def _say(text: str) -> None:
    lines = text.splitlines() or [""]
    print("\r  " + "\n  ".join(lines), flush=True)
