"""Which of the waiting messages make the next turn, and whether to wait for more.

A complete utterance starts at once. A bare greeting ("hi", "niaje") and a fragment that plainly
goes on ("I want to", "kesho na") wait for the rest of the burst. While a form asks for something,
whatever comes is taken as the answer, unless it ends on a word that goes on.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.conversations.languages import LANGUAGES
from core.conversations.secrets import HIDDEN
from core.conversations.turn_rows import UnhandledMessage

MEDIA_KINDS = frozenset(
    {"image", "video", "audio", "document", "sticker", "location", "contacts", "order",
     "unsupported", "unknown", "interactive"}
)  # fmt: skip
_CAPTIONED_KINDS = frozenset({"image", "video", "document"})
_WORDS = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
_GREETINGS, _GOES_ON = LANGUAGES.words("GREETINGS"), LANGUAGES.words("GOES_ON")
_OPTS_IN, _MESSAGES = LANGUAGES.words("OPTS_IN"), LANGUAGES.words("MESSAGES")
_AGAIN, _REFUSES = LANGUAGES.words("AGAIN"), LANGUAGES.words("REFUSES")
_REFUSED_BY = tuple(word.removesuffix("*") for word in _REFUSES if word.endswith("*"))
_POLITE = LANGUAGES.words("POLITE")
_CALLS_ASSISTANT = LANGUAGES.words("CALLS_ASSISTANT")
START_OVER = "/start_over"
"""What a contact who leaves the operator for the assistant says to it."""
OPT_IN = "/opt_in"
"""What the words that every network knows ("START") mean for somebody who opted out."""
_ENDS = (".", "?", "!", "…", HIDDEN)
_TRAILING = (",", "-", "…", "...", ":")


@dataclass(frozen=True, slots=True)
class MessageGroup:
    """Messages that are answered together."""

    messages: tuple[UnhandledMessage, ...]
    text: str
    payload: str | None
    has_media: bool

    @property
    def is_only_media(self) -> bool:
        """Whether there is nothing to read."""
        return self.has_media and not self.text

    @property
    def is_captioned(self) -> bool:
        """Whether pictures came with words of their own, and nothing else that cannot be read."""
        media = [one for one in self.messages if one.kind in MEDIA_KINDS]
        has_words = any(one.text.strip() for one in media)
        return has_words and all(one.kind in _CAPTIONED_KINDS for one in media)


def first_group(messages: Sequence[UnhandledMessage]) -> MessageGroup:
    """The messages of the next turn: a pressed button alone, else everything up to the next one."""
    first = messages[0]
    if first.payload is not None:
        return MessageGroup((first,), first.text, first.payload, has_media=False)
    taken: list[UnhandledMessage] = []
    for message in messages:
        if message.payload is not None:
            break
        taken.append(message)
    text = "\n".join(message.text for message in taken if message.text.strip())
    has_media = any(message.kind in MEDIA_KINDS and not message.text.strip() for message in taken)
    return MessageGroup(tuple(taken), text, None, has_media)


def is_complete(group: MessageGroup, *, is_asking: bool, has_entities: bool) -> bool:
    """Whether a turn should start now; otherwise the rest of the burst is worth a short wait."""
    if group.payload is not None or group.has_media:
        return True
    text = group.text.strip()
    if text.endswith(_TRAILING):
        return False
    words = [word.lower() for word in _WORDS.findall(text)]
    if not words or text.endswith(_ENDS):
        return True
    if words[-1] in _GOES_ON and len(words) > 1:
        return False
    if is_asking or has_entities:
        return True
    return not all(word in _GREETINGS for word in words) and words[-1] not in _GOES_ON


def wants_back_in(group: MessageGroup) -> bool:
    """Whether somebody who opted out asks to be answered again, by a keyword or in a sentence.

    A sentence has to name the messages and want them again; one with any refusal in it does not.
    """
    said = " ".join(group.text.lower().split()).strip(" .!")
    words = set(_WORDS.findall(said))
    if words & _REFUSES or any(word.startswith(_REFUSED_BY) for word in words):
        return False
    plain = " ".join(word for word in said.split() if word.strip(",") not in _POLITE)
    return plain in _OPTS_IN or bool(words & _MESSAGES and words & _AGAIN)


def calls_assistant(group: MessageGroup) -> bool:
    """Whether somebody who was handed over asks for the assistant again."""
    said = " ".join(group.text.lower().split()).strip(" .!")
    return group.payload == START_OVER or said in _CALLS_ASSISTANT
