"""What tells a job of one CSV file from others: the tag of its messages, and the key of each."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from notify_sdk.client import NotificationsAPIClient

_KEY = re.compile(r"[0-9a-f]{12}-([1-9][0-9]*)")
_DIGITS = 12


@dataclass(frozen=True)
class Identity:
    """What a job is.

    Attributes:
        file: A digest of the CSV file.
        template: The id of the template.
        options: A digest of what is the same for all: values of placeholders, and fields of the request.
        api_key: A digest of the API key and of the address of Notify.
    """

    file: str
    template: str
    options: str
    api_key: str

    @classmethod
    def of(
        cls, client: NotificationsAPIClient, content: bytes, template: object, same_for_all: Mapping[str, object]
    ) -> Identity:
        """The identity of a job.

        Args:
            client: Sends it.
            content: The SHA-256 of the CSV file.
            template: The id of the template.
            same_for_all: Values and fields that are the same for all.
        """
        __tracebackhide__ = True
        import hmac  # for help and completion it would take longer to load than the rest of this module

        settings = client._settings  # noqa: SLF001 - of this package
        options = json.dumps(same_for_all, sort_keys=True, default=_plain)
        return cls(
            content.hex()[:_DIGITS],
            str(template),
            # keyed by the content: who has no file can't try out which values give this digest
            hmac.new(content, options.encode(), sha256).hexdigest()[:_DIGITS],
            _digest(f"{settings.signer.fingerprint} {settings.base_url}"),
        )

    @classmethod
    def read(cls, tag: str | None) -> Identity | None:
        """The identity that a tag says; None if it is the tag of something else."""
        match (tag or "").split(":"):
            case ["csv", file, template, options, api_key]:
                return cls(file, template, options, api_key)
            case _:
                return None

    @property
    def tag(self) -> str:
        """The tag of its messages."""
        return f"csv:{self.file}:{self.template}:{self.options}:{self.api_key}"

    def key(self, line: int) -> str:
        """The key of the message for a line of the file. It stays when the API key is replaced."""
        return f"{_digest(f'{self.file}:{self.template}:{self.options}')}-{line}"

    def is_of(self, content: bytes) -> bool:
        """Whether a CSV file with this SHA-256 is its file."""
        return content.hex()[:_DIGITS] == self.file

    def difference(self, other: Identity) -> str | None:
        """Why another job is not this one, in words; None if at most the API key differs."""
        if self.file != other.file:
            return "its CSV file has another content"
        if self.template != other.template:
            return f"its template is {self.template}"
        return None if self.options == other.options else "it has other values or options"


def line_of(key: str | None, tag: str | None) -> int | None:
    """The line of the CSV file that a message was made from; None if it was made from something else."""
    found = _KEY.fullmatch(key or "") if Identity.read(tag) else None
    return int(found[1]) if found else None


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def _plain(value: object) -> object:
    """A file that goes with emails, as JSON."""
    __tracebackhide__ = True
    from pydantic import BaseModel

    return value.model_dump(mode="json") if isinstance(value, BaseModel) else str(value)
