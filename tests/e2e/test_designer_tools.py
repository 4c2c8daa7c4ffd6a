"""What designers do with a running system: clear up, retell, and go back to an older model."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from launcher.installation import ROOT, rasa_python
from tests.e2e.days import OpenDay
from tests.e2e.rows import Rows
from tests.e2e.visitor import Visitor, visitor
from tests.fixtures.system import Stack, running_demo

pytestmark = pytest.mark.e2e

OLD = "20260101-000000-old.tar.gz"
BUSINESS = ("--business", "zuri-hair")
_CONVERSATION = """
    SELECT c.id FROM conversations c JOIN identities i ON i.id = c.identity_id
    WHERE i.phone = %s AND i.channel_type = 'whatsapp'"""


@pytest.fixture(scope="module")
def stack(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A demo whose home has two models, the newer of them in use."""
    home = tmp_path_factory.mktemp("designing")
    (home / "models").mkdir()
    shutil.copy2(trained_model, home / "models")
    shutil.copy2(trained_model, home / "models" / OLD)
    os.utime(home / "models" / OLD, (1_700_000_000, 1_700_000_000))
    with running_demo(home, None, more_shift=35) as started:
        yield started


def done(stack: Stack, *arguments: str) -> str:
    """What a command that ends well prints."""
    finished = stack.run(*arguments)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def conversation_of(rows: Rows, customer: Visitor) -> str:
    (row,) = rows.find(_CONVERSATION, customer.phone.number)
    return str(row["id"])


class TestMisunderstood:
    def test_a_strange_message_waits_masked_until_it_is_dismissed(self, stack: Stack) -> None:
        customer = visitor(stack)
        customer.phone.say("zxqv wvut 0712 345 678")
        shown = yaml.safe_load(done(stack, "misunderstood", "list", *BUSINESS, "--json"))
        (row,) = [each for each in shown if each["text"] == "zxqv wvut <phone>"]
        assert "unsure" in row["reasons"]
        done(stack, "misunderstood", "dismiss", row["id"], *BUSINESS)
        shown = done(stack, "misunderstood", "list", *BUSINESS, "--json")
        assert "zxqv wvut" not in shown


class TestStory:
    def test_a_booking_becomes_a_test_that_the_model_passes(
        self, stack: Stack, rows: Rows, day: OpenDay, trained_model: Path, tmp_path: Path
    ) -> None:
        customer = visitor(stack)
        customer.hold(day)
        conversation = conversation_of(rows, customer)
        shown = done(stack, "story", conversation, *BUSINESS, "--test")
        assert customer.name.split()[0] not in shown
        (story,) = yaml.safe_load(shown)["stories"]
        assert story["steps"][0] == {"intent": "book_service"}
        assert {"action": "action_hold_opening"} in story["steps"]
        (tmp_path / "test_told.yml").write_text(shown)
        command = ["test", "core", "--fail-on-prediction-errors", "--no-plot"]
        command += ["--model", str(trained_model), "--stories", str(tmp_path)]
        finished = subprocess.run(
            [str(rasa_python()), "-W", "ignore", "-m", "bots", *command, "--out", str(tmp_path)],
            cwd=ROOT,
            env={**stack.environment, "ACTIONS_URL": "http://unused"},
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )
        assert finished.returncode == 0, shown + finished.stdout + finished.stderr

    def test_a_conversation_that_does_not_exist_is_named(self, stack: Stack) -> None:
        finished = stack.run("story", "H-000000", *BUSINESS)
        assert finished.returncode == 1
        assert "No conversation is called 'H-000000'." in finished.stderr


class TestModels:
    def test_an_open_form_outlives_going_back_and_forth(
        self, stack: Stack, rows: Rows, day: OpenDay, trained_model: Path
    ) -> None:
        customer = visitor(stack)
        customer.ask_for(day, customer.words.asks_name)
        rasa = stack.pid("rasa")
        assert done(stack, "models", "rollback").strip() == f"{OLD} is in use."
        assert stack.pid("rasa") != rasa
        stack.wait_healthy()
        customer.say(customer.name, customer.words.held)
        assert f"{trained_model.name} is in use." in done(stack, "models", "use", "latest")

    def test_a_broken_model_is_not_taken(self, stack: Stack) -> None:
        broken = stack.home / "models" / "20250101-000000-broken.tar.gz"
        broken.write_bytes(b"no archive")
        os.utime(broken, (1_600_000_000, 1_600_000_000))
        rasa = stack.pid("rasa")
        finished = stack.run("models", "use", "20250101")
        assert finished.returncode == 1
        assert "does not work with this version" in finished.stderr
        assert stack.pid("rasa") == rasa
        broken.unlink()

    def test_a_name_that_does_not_exist_is_answered_with_those_that_do(self, stack: Stack) -> None:
        finished = stack.run("models", "use", "1999")
        assert finished.returncode == 1
        assert OLD in finished.stderr
