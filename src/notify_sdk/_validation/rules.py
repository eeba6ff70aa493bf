"""Rules for the fields that are not recipients, as pure functions with Notify's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import AddressValueError, IPv6Address
from typing import NamedTuple, cast

from notify_sdk._characters import has_half_a_character

LETTER_POSTAGE = ("first", "second", "economy")
"""The classes of post that a sender may choose for a precompiled letter."""

_MAX_AHEAD = timedelta(hours=24)
_BAD_FORMAT = (
    "datetime format is invalid. It must be a valid ISO8601 date time format, https://en.wikipedia.org/wiki/ISO_8601"
)


def shown(value: object) -> str:
    """A value as Notify shows it in its messages: its Python `repr` without the single quotes."""
    __tracebackhide__ = True
    return repr(value).replace("'", "")


def scheduled_for_error(text: str, now: datetime | None = None) -> str | None:
    """Notify's error for a `scheduled_for`, or None.

    Args:
        text: ISO 8601. Notify drops an offset instead of converting by it.
        now: The present moment, aware; the real one if None.
    """
    __tracebackhide__ = True
    try:
        moment = _moment(text).replace(tzinfo=None)
    except ValueError:
        return _BAD_FORMAT
    present = (now or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    if moment < present:
        return "datetime can not be in the past"
    if moment > present + _MAX_AHEAD:
        return "datetime can only be 24 hours in the future"
    return None


_DATE_AND_SEPARATOR = r"\d{4}(?:-\d\d-\d\d|\d{4}|-W\d\d(?:-\d(?!\d))?|W\d\d(?:\d(?=\d(?:\d\d)*(?!\d)|(?!\d)))?)."
_FRACTION = r"(?<![^+-])(\d\d)(?:(:?)(\d\d)(?:\2(\d\d))?)?(?:[.,]|(?<=:\d\d:\d\d):)(\d+|(?=[+Z-]))"
_OFFSET = r"[+-](\d\d)(?:(:?)(\d\d)(?:\2(\d\d)(?:\.\d+)?)?)?\Z"


def _moment(text: str) -> datetime:
    """Reads a moment as Notify does, and Python before 3.14, which takes 24:00, and fewer fractions and offsets."""
    __tracebackhide__ = True
    date = re.match(_DATE_AND_SEPARATOR, text, re.DOTALL | re.ASCII)
    if date:
        time = text[date.end() :]
        if time.startswith("24"):
            raise ValueError
        time = re.sub(_FRACTION, _of_seconds, time, flags=re.ASCII)
        text = date[0] + re.sub(_OFFSET, _without_minutes, time, flags=re.ASCII)
    return datetime.fromisoformat(text)


def _of_seconds(time: re.Match[str]) -> str:
    hour, colon, minute, second, fraction = time.groups("")
    text = colon.join((hour, minute or "00", second or "00"))
    return f"{text}.{fraction}" if fraction else text


def _without_minutes(offset: re.Match[str]) -> str:
    hours, _, minutes, seconds = offset.groups("0")
    total = timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))
    # only its form matters: Notify drops an offset
    return offset[0][:3] + re.sub(r"\d", "0", offset[0][3:]) if total < timedelta(days=1) else offset[0]


_PLAIN = r"A-Za-z0-9\-._~!$&'()*+,;="
_PERCENT = r"%[0-9A-Fa-f]{2}"
_PATH = rf"(?:[{_PLAIN}:@]|{_PERCENT})"
_URL = (  # compiled when first used: it takes long
    rf"https[A-Za-z0-9+.\-]*:"
    rf"(?://(?:(?:[{_PLAIN}:]|{_PERCENT})*@)?(?:\[(?P<literal>[^\]]*)\]|(?:[{_PLAIN}]|{_PERCENT})*)(?::[0-9]*)?(?:/{_PATH}*)*"
    rf"|/(?:{_PATH}+(?:/{_PATH}*)*)?|{_PATH}+(?:/{_PATH}*)*|)"
    rf"(?:\?(?:{_PATH}|[/?])*)?(?:#(?:{_PATH}|[/?])*)?\n?"
)
_FUTURE_ADDRESS = rf"v[0-9A-Fa-f]+\.[{_PLAIN}:]+"


def is_https_url(text: str) -> bool:
    """Whether Notify accepts a text as an https URL: a URI of RFC 3986 that begins with `https`, in lower case."""
    __tracebackhide__ = True
    found = re.fullmatch(_URL, text)
    if not found:
        return False
    literal: str | None = found["literal"]
    if literal is None or re.fullmatch(_FUTURE_ADDRESS, literal, re.IGNORECASE):
        return True
    try:
        return "%" not in literal and bool(IPv6Address(literal))
    except AddressValueError:
        return False


HALF = "contains half a character (a lone surrogate), which can't be sent"


class Crash(NamedTuple):
    """A request for which Notify would always answer with status 500, and what to change."""

    message: str
    hint: str | None
    code: str
    field: str


def crash(fields: Mapping[str, object]) -> Crash | None:
    """What makes Notify crash on a well-formed body, or None.

    Args:
        fields: The body, or the filters of a list.
    """
    __tracebackhide__ = True
    reference = str(fields.get("reference") or "")
    if "\0" in reference:
        return Crash(
            "reference contains the character NUL", "leave it out: Notify can't store it", "invalid", "reference"
        )
    if not reference.isascii() and has_half_a_character(reference):
        return Crash(f"reference {HALF}", None, "not_json", "reference")
    values = fields.get("personalisation")
    if not isinstance(values, Mapping):
        return None
    if "template_id" in fields:  # else it is a preview, which is not stored
        for name in cast("Mapping[str, object]", values):
            if not name.isascii() and has_half_a_character(name):
                return Crash(f"personalisation: the name of a placeholder {HALF}", None, "not_json", "personalisation")
    names = fields.get("sanitise_content_for")
    if not isinstance(names, list):
        return None
    from notify_sdk.rendering import key

    wanted = {key(name) for name in cast("list[object]", names) if isinstance(name, str)}
    for name, value in cast("Mapping[str, object]", values).items():
        if not isinstance(value, str) and key(name) in wanted:
            return Crash(
                f"sanitise_content_for names {name}, whose value is not a text",
                "Notify can sanitise only texts: pass it as one text, or leave it out of sanitise_content_for",
                "wrong_type",
                "personalisation",
            )
    return None


_UPLOAD_FIELDS = frozenset({"file", "is_csv", "confirm_email_before_download", "retention_period", "filename"})
_WEEKS = re.compile(r"(\d+) weeks?")


def upload_errors(upload: Mapping[str, object]) -> list[str]:
    """Everything that is wrong with a file in the personalisation of an email, in Notify's order."""
    __tracebackhide__ = True
    return list(_upload_errors(upload))


def _upload_errors(upload: Mapping[str, object]) -> Iterator[str]:
    __tracebackhide__ = True
    extra = sorted(upload.keys() - _UPLOAD_FIELDS)
    if extra:
        were = "was" if len(extra) == 1 else "were"
        yield f"Additional properties are not allowed ({', '.join(map(shown, extra))} {were} unexpected)"
    if not isinstance(upload.get("file"), str):
        yield (
            f"file {shown(upload.get('file'))} is not of type string"
            if "file" in upload
            else "file is a required property"
        )
    for name in ("is_csv", "confirm_email_before_download"):
        if not isinstance(value := upload.get(name), bool | None):
            yield f"{name} Unsupported value for {name}: {value}. Use a boolean true or false value."
    if not _is_retention_period(period := upload.get("retention_period")):
        yield f"retention_period Unsupported value for retention_period: {period}. Supported periods are from 1 to 78 weeks."
    filename = upload.get("filename")
    if filename is not None and not (isinstance(filename, str) and "." in filename):
        yield "filename `filename` must end with a file extension. For example, filename.csv"
    if "is_csv" in upload and "filename" in upload:
        yield "Do not set a value for `is_csv` if `filename` is set."


def _is_retention_period(value: object) -> bool:
    __tracebackhide__ = True
    if value is None:
        return True
    found = _WEEKS.fullmatch(value.strip().lower()) if isinstance(value, str) else None
    # Python refuses to convert very long strings of digits
    return found is not None and len(found[1]) < 1000 and 1 <= int(found[1]) <= 78
