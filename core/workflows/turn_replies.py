"""From what Rasa decided to what the contact reads and what the turn's row keeps."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.conversations.outbound import rows_of, said_texts
from core.conversations.rendering import RenderedMessage, Renderer
from core.conversations.secrets import told_secret
from core.conversations.turn_rows import TurnResult
from core.conversations.utterances import Button, Utterance
from core.kit.ids import TurnId
from core.kit.metrics import counter
from core.workflows.turn_messages import MessageGroup

UNSUPPORTED_MEDIA = "utter_unsupported_media"
MEDIA_KEPT = "utter_media_kept"
KEEP_SECRET = "utter_keep_pin_secret"
FALLBACK_FAILURE = "utter_fallback_failure"

_EMPTY = counter("turns_without_reply", "Turns that said nothing without declaring silence")


def utterance_of(reply: Mapping[str, Any]) -> Utterance:
    """A reply of the turn protocol as something to render."""
    return Utterance(
        response=reply.get("response"),
        variables=reply.get("variables") or {},
        buttons=tuple(
            Button(button["title"], button["payload"]) for button in reply.get("buttons") or ()
        ),
        texts=reply.get("texts") or None,
    )


def spoken_language(asked: str, slots: Mapping[str, Any], offered: Sequence[str]) -> str:
    """The language of the reply: an action may have changed the one the turn came in."""
    chosen = slots.get("language")
    return chosen if isinstance(chosen, str) and chosen in offered else asked


def handled_result(
    outcome: Mapping[str, Any],
    renderer: Renderer,
    turn_id: TurnId,
    steps: list[dict[str, Any]],
    *,
    language: str,
    notes: Sequence[Utterance] = (),
) -> TurnResult:
    """The result of a turn that Rasa handled; an undeclared silence becomes the fallback text."""
    replies = [utterance_of(each) for each in outcome.get("replies") or ()]
    if not replies and not outcome.get("silent"):
        _EMPTY.inc()
        replies = [Utterance(FALLBACK_FAILURE)]
    utterances = [*notes, *replies]
    messages = [message for utterance in utterances for message in renderer.render(utterance)]
    messages = [message for message in messages if message.text]
    outbound = rows_of(messages, f"turn:{turn_id}")
    parse = outcome.get("parse") or {}
    kept = {
        "intent": {**(parse.get("intent") or {}), "source": parse.get("source")},
        "entities": parse.get("entities") or {},
        "slots": outcome.get("slots") or {},
        "active_loop": outcome.get("active_loop"),
        "requested_slot": outcome.get("requested_slot"),
        "actions": outcome.get("actions") or [],
        "replies": said_texts(outbound),
        **{name: parse[name] for name in ("unsure", "guess") if parse.get(name)},
    }
    return TurnResult(
        state="handled" if outbound else "silent",
        outcome=kept,
        steps=[*steps, *_rasa_steps(outcome.get("timing") or {})],
        outbound=outbound,
        language=language,
        is_decided=True,
        requested_slot=outcome.get("requested_slot"),
        active_loop=outcome.get("active_loop"),
    )


def failed_result(
    renderer: Renderer, turn_id: TurnId, steps: list[dict[str, Any]], *, code: str, attempts: int
) -> TurnResult:
    """The result of a turn that could not be taken: the contact is told that a person answers."""
    messages: list[RenderedMessage] = renderer.render(Utterance(FALLBACK_FAILURE))
    outbound = rows_of(messages, f"turn:{turn_id}")
    return TurnResult(
        state="failed",
        outcome={"error": code, "attempts": attempts, "replies": said_texts(outbound)},
        steps=steps,
        outbound=outbound,
    )


def notes_on(group: MessageGroup) -> tuple[Utterance, ...]:
    """What is said of a PIN, of pictures and the like beside what was read."""
    notes = [Utterance(KEEP_SECRET)] if told_secret(group.text) else []
    if group.is_captioned:
        notes.append(Utterance(MEDIA_KEPT))
    elif group.has_media:
        notes.append(Utterance(UNSUPPORTED_MEDIA))
    return tuple(notes)


def unread_result(
    renderer: Renderer, turn_id: TurnId, steps: list[dict[str, Any]], group: MessageGroup
) -> TurnResult:
    """The result of a turn in which there is nothing to read but a secret, or nothing at all."""
    messages = [each for note in notes_on(group) for each in renderer.render(note)]
    outbound = rows_of(messages, f"turn:{turn_id}")
    kinds = [one.kind for one in group.messages]
    return TurnResult(
        state="handled",
        outcome={"kinds": kinds, "replies": said_texts(outbound)},
        steps=steps,
        outbound=outbound,
    )


def _rasa_steps(timing: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        {"name": f"rasa {name.removesuffix('_ms')}", "ms": value}
        for name, value in timing.items()
        if name != "total_ms"
    ]
