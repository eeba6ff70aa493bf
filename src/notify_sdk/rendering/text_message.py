"""Text messages: their clean-up, replaced characters and the number of fragments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Literal

from notify_sdk._characters import SPACE_BEFORE_PUNCTUATION, WITHOUT_INVISIBLE, replaced

LONGEST = 918
"""How many characters a text message may have."""

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà\x1b"
)
_EXTENSION = frozenset("^{}\\[~]|€")
_WELSH = frozenset("àèìòùẁỳÀÈÌÒÙẀỲáéíóúẃýÁÉÍÓÚẂÝäëïöüẅÿÄËÏÖÜẄŸâêîôûŵŷÂÊÎÔÛŴŶ")
_ALLOWED = _GSM | _EXTENSION | _WELSH
_UNICODE = _WELSH - _GSM
_ALL_GSM = re.compile(f"[{re.escape(''.join(_GSM))}]*")
_EMPTY_LINES = re.compile(r"\n{3,}")


def tidied(text: str) -> str:
    """The text with single spaces, no space before a comma or a full stop, and at most one empty line in a row."""
    __tracebackhide__ = True
    lines = SPACE_BEFORE_PUNCTUATION.sub("", text).splitlines()
    joined = "\n".join(
        " ".join((line if line.isascii() else line.translate(WITHOUT_INVISIBLE)).split()) for line in lines
    )
    return _EMPTY_LINES.sub("\n\n", joined).strip()


def downgraded(text: str) -> str:
    """The text in the characters that a text message can hold; accents that it can't hold go, the rest becomes `?`."""
    __tracebackhide__ = True
    return text if _ALL_GSM.fullmatch(text) else "".join(map(partial(replaced, allowed=_ALLOWED), text))


@dataclass(frozen=True)
class TextMessage:
    """A text message as it will be sent. Its `repr` does not show it.

    Attributes:
        content: The text after Notify's clean-up, without the service's name in front.
        characters: How many characters count towards the limit of 918.
        encoding: `"UCS-2"` when a Welsh accent needs it, else `"GSM-7"`.
        fragments: How many messages are charged for.
        parts: The content in these messages.
        replaced: What the clean-up puts in place of what: each character that a text message can't hold.
        original: The text before the clean-up.
    """

    content: str = field(repr=False)
    original: str = field(repr=False)

    @classmethod
    def of(cls, text: str) -> TextMessage:
        """Makes a text message as Notify would send it.

        Args:
            text: The text, with its placeholders filled in.

        Returns:
            The message that is sent.
        """
        __tracebackhide__ = True
        return cls(downgraded(tidied(text)), text)

    @cached_property
    def characters(self) -> int:
        """How many characters count towards the limit: UTF-16 code units."""
        return len(self.content.encode("utf-16-le", "surrogatepass")) // 2

    @property
    def encoding(self) -> Literal["GSM-7", "UCS-2"]:
        """The encoding that is sent. Only Welsh accents make it `"UCS-2"`, which holds less than half as much."""
        return "GSM-7" if _UNICODE.isdisjoint(self.content) else "UCS-2"

    @property
    def fragments(self) -> int:
        """How many messages it is sent as, and charged for."""
        if self.encoding == "UCS-2":
            return _fragments(self.characters, alone=70, together=67)
        extended = sum(character in _EXTENSION for character in self.content)
        return _fragments(self.characters + extended, alone=160, together=153)

    @property
    def parts(self) -> tuple[str, ...]:
        """The content in the messages that it is sent as, which a phone puts together again."""
        __tracebackhide__ = True
        if self.fragments == 1:
            return (self.content,)
        together = 67 if self.encoding == "UCS-2" else 153
        parts = [""] * self.fragments
        length = 0
        for character in self.content:
            length += 2 if character in _EXTENSION and together == 153 else 1
            parts[(length - 1) // together] += character
        return tuple(parts)

    @property
    def too_long(self) -> bool:
        """Whether Notify refuses it for its length."""
        return self.characters > LONGEST

    @property
    def replaced(self) -> dict[str, str]:
        """What is put in place of each character that a text message can't hold."""
        return {
            character: replaced(character, _ALLOWED)
            for character in self.original
            if character not in _ALLOWED | {"\t"}
        }


def _fragments(length: int, *, alone: int, together: int) -> int:
    return 1 if length <= alone else -(-length // together)
