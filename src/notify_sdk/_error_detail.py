"""The details of an error: as objects, and as plain JSON values."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from notify_sdk._lazy import set_module

_QUOTING = re.compile(r"(?!Cannot create )(.*)( is too long| is not of type [a-z, ]+)", re.DOTALL)
"""Notify's messages that quote a value. The one about QR codes quotes nothing."""


@dataclasses.dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One thing that is wrong with a request. Two are equal if `error`, `message` and `hint` are.

    Attributes:
        error: The kind of error, such as `"ValidationError"`. Notify does not change it; decide by it.
        message: What is wrong, in Notify's own words. It may quote a value of the request, so the
            `repr` of this object and the `str` of the errors show `summary` instead.
        hint: What to change, in plain English, where that is known; else None.
        code: Which rule was broken, such as `"too_short"` or `"template_not_found"`, where that is known; else None.
        field: The name of the property or argument that is wrong, where the local check found it; else None.
    """

    error: str
    message: str
    hint: str | None = None
    code: str | None = dataclasses.field(default=None, compare=False)
    field: str | None = dataclasses.field(default=None, compare=False)

    @property
    def summary(self) -> str:
        """The message without the value that it quotes, which is safe to log."""
        __tracebackhide__ = True
        found = _QUOTING.fullmatch(self.message)
        if not found:
            return self.message
        name, space, _ = found[1].partition(" ")
        return (name if space and name.isidentifier() else "the value") + found[2]

    def __str__(self) -> str:
        return f"{self.error}: {self.summary}" + (f" ({self.hint})" if self.hint else "")

    def __repr__(self) -> str:
        known = "".join(f", {name}={value!r}" for name, value in (("code", self.code), ("field", self.field)) if value)
        return f"ErrorDetail(error={self.error!r}, message={self.summary!r}, hint={self.hint!r}{known})"

    def __reduce__(self) -> tuple[type[ErrorDetail], tuple[str, str, str | None, str | None, str | None]]:
        return ErrorDetail, (self.error, _without_value(self), self.hint, self.code, self.field)


def _without_value(detail: ErrorDetail) -> str:
    """The message with "…" in the place of a value that it quotes, so that its summary stays the same."""
    kept = detail.summary
    if kept == detail.message:
        return kept
    name, _, verdict = kept.removeprefix("the value").partition(" ")
    return f"{name} … {verdict}".lstrip()


PlainDetail: TypeAlias = Mapping[str, str]
"""An `ErrorDetail` as JSON: those of its attributes that are not None."""

Details: TypeAlias = Sequence[ErrorDetail] | Sequence[PlainDetail] | str
"""What an error can be made of: its details, the same as JSON, or only the message of one."""


def plain_details(details: Sequence[ErrorDetail]) -> list[dict[str, str]]:
    """Details as JSON, without the values that their messages quote."""
    return [
        {
            name: value
            for name, value in {
                "error": each.error,
                "message": _without_value(each),
                "hint": each.hint,
                "code": each.code,
                "field": each.field,
            }.items()
            if value is not None
        }
        for each in details
    ]


def read_details(given: Details, error: str) -> list[ErrorDetail]:
    """Reads details in any of their forms; `error` is the name for one that is only a message."""
    if isinstance(given, str):
        return [ErrorDetail(error, given)]
    return [
        each
        if isinstance(each, ErrorDetail)
        else ErrorDetail(each["error"], each["message"], each.get("hint"), each.get("code"), each.get("field"))
        for each in given
    ]


set_module("notify_sdk", globals(), ("ErrorDetail",))
