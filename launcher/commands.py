"""The commands and what each of them needs, known before anything is installed."""

from typing import Dict, List, NamedTuple, Tuple


class Command(NamedTuple):
    """One line of the help, and which environments the command runs in."""

    summary: str
    environments: Tuple[str, ...] = ("services",)


_BOTH = ("services", "rasa")

GROUPS: Dict[str, Dict[str, Command]] = {
    "Run": {
        "demo": Command("Start everything with a demo business and a phone in the browser", _BOTH),
        "up": Command("Start everything for real, with the providers named in .env", _BOTH),
        "status": Command("Show every running process: address, health, memory, restarts"),
        "reset": Command("Forget all local data (bookings, messages, logs)"),
        "migrate": Command("Bring the database to the newest schema"),
    },
    "Look after businesses": {
        "business": Command("Create, list, export, erase or restore a business"),
        "conversations": Command("List what people answer, give it back to the assistant"),
        "show": Command("Show bookings, payments, refunds, messages, files, contacts, the ledger"),
    },
    "Design the conversation": {
        "train": Command("Train the dialogue model", _BOTH),
        "talk": Command("Have a conversation in the terminal", _BOTH),
        "check": Command(
            "Check training data, stories and both languages", ("services", "dev", "rasa")
        ),
        "try": Command("Explain how a text is understood, component by component", _BOTH),
        "misunderstood": Command("List unclear messages, label them, make them training data"),
        "story": Command("Print a conversation as a story or a story test", _BOTH),
        "models": Command("List the trained models, use another one, roll back", _BOTH),
        "preview": Command("Show a text in both languages as each channel shows it"),
        "flows": Command("Draw forms, rules and stories into a page for the browser"),
        "understand": Command("Read JSON lines of texts, print what was understood", _BOTH),
    },
    "Develop": {
        "test": Command("Run the whole gate, or one stage of it", ("services", "dev", "rasa")),
        "lint": Command(
            "Run the quick checks of the gate: style, types, layers", ("services", "dev")
        ),
        "lock": Command("Compile requirements/*.in into the lock files", ()),
    },
}

COMMANDS: Dict[str, Command] = {
    name: command for group in GROUPS.values() for name, command in group.items()
}


def help_text() -> str:
    """What `./ratiba` alone prints."""
    lines: List[str] = [
        "Ratiba, the open front desk: customers book and pay in the chat they already use.",
        "",
        "Usage: ./ratiba COMMAND [OPTIONS]      (./ratiba COMMAND --help explains one)",
    ]
    for group, commands in GROUPS.items():
        lines += ["", group]
        lines += [
            "  {:<15}{}".format(name, command.summary)  # noqa: UP032 - one style for old Pythons
            for name, command in commands.items()
        ]
    lines += ["", "New here? Run: ./ratiba demo"]
    return "\n".join(lines)
