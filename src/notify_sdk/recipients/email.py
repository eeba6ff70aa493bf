"""Email addresses that Notify can send to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from notify_sdk._characters import ASCII_SPACE, INVISIBLE, NO_BREAK

from ._error import RecipientError
from ._field import field_schema, text
from ._text import without

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

_MAX_LENGTH = 320
_MAX_DOMAIN_LENGTH = 253
_MAX_LABEL_LENGTH = 63
_LOCAL_PART = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+")
_DOMAIN = re.compile(r"[^.\s]\S+")
_LABEL = re.compile(r"(?:xn|[a-z0-9]+)(?:-?-[a-z0-9]+)*", re.IGNORECASE)
_LAST_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9]+(?:-[a-z0-9]+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An email address that Notify can send to.

    Attributes:
        normalised: The address in lower case, without invisible characters. Also its `str`.
    """

    normalised: str

    @property
    def local_part(self) -> str:
        """The part before the `@`."""
        return self.normalised.partition("@")[0]

    @property
    def domain(self) -> str:
        """The part after the `@`."""
        return self.normalised.partition("@")[2]

    @classmethod
    def parse(cls, address: str) -> EmailAddress:
        """Reads an address as people type or paste it.

        Args:
            address: The address, which may have spaces and invisible characters around it.

        Returns:
            The address as Notify sends to it.

        Raises:
            RecipientError: If Notify would not send to it.
        """
        __tracebackhide__ = True
        given = text(address, "the email address")
        cleaned = (given if given.isascii() else without(given, INVISIBLE + NO_BREAK)).strip(ASCII_SPACE)
        hint = _problem(cleaned)
        if hint:
            raise RecipientError("INVALID_EMAIL_ADDRESS", "Not a valid email address", hint)
        return cls(cleaned.lower())

    def __str__(self) -> str:
        return self.normalised

    def __repr__(self) -> str:
        return "<EmailAddress>"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return field_schema(
            cls, lambda value: cls.parse(text(value, "the email address")), str, core_schema.str_schema()
        )


def _problem(address: str) -> str | None:
    """What to change about a cleaned address, or None if it is one."""
    __tracebackhide__ = True
    if len(address) > _MAX_LENGTH:
        return f"an address has at most {_MAX_LENGTH} characters; this one has {len(address)}"
    if address.count("@") != 1:
        return "an address has exactly one @"
    if ".." in address:
        return "an address never has two dots side by side"
    local_part, _, domain = address.partition("@")
    if not _LOCAL_PART.fullmatch(local_part):
        return "before the @, only letters, digits and .!#$%&'*+/=?^_`{|}~- are allowed"
    if not _DOMAIN.fullmatch(domain):
        return "after the @ comes a domain, such as example.com"
    return _domain_problem(domain)


def _domain_problem(domain: str) -> str | None:
    try:
        # Python's own codec, as Notify uses it: IDNA of 2003, not of 2008
        plain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return "the domain after the @ is not a valid internationalised domain name"
    labels = plain.split(".")
    if len(plain) > _MAX_DOMAIN_LENGTH or len(labels) < 2:
        return "the domain after the @ needs a dot, and at most 253 characters"
    if not all(len(label) <= _MAX_LABEL_LENGTH and _LABEL.fullmatch(label) for label in labels):
        return "between the dots of the domain, only letters, digits and single hyphens are allowed"
    if not _LAST_LABEL.fullmatch(labels[-1]):
        return "the domain must end in letters, such as .uk"
    return None
