"""What every generated model stands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, ValidationInfo, model_validator
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from notify_sdk._validation.rules import shown

if TYPE_CHECKING:
    from notify_sdk._calls.allow_list import OnlyTo

CheckLevel = Literal["error", "warn", "off"]


@dataclass(frozen=True, slots=True)
class Checks:
    """How strictly requests are checked before they are sent.

    The default takes whatever some service may send. What your own service may send depends on its
    settings on the Notify website: say so here to be told before Notify refuses.

    Attributes:
        level: `"error"` refuses what Notify would refuse; `"warn"` sends it all the same after a
            `CheckWarning`; `"off"` checks only what the models need.
        international_numbers: Whether texts may go to numbers outside the UK.
        landlines: Whether texts may go to UK landlines.
        international_addresses: Whether letters may go abroad.
        only_to: Whom messages may go to, whatever the level; anybody if None. A client fills it in from its own `only_to`.
    """

    level: CheckLevel = "error"
    international_numbers: bool = True
    landlines: bool = True
    international_addresses: bool = True
    only_to: OnlyTo | None = None


class CheckWarning(UserWarning):
    """The local check found what Notify would refuse, and the client was told to warn only."""


@dataclass(frozen=True, slots=True)
class CheckContext:
    """What the validators of a request are told, as pydantic's validation context.

    Attributes:
        checks: How strict to be.
        shape_only: Leave out what Notify checks later than the body's shape: the address of a letter
            and the files of an email. The sandbox checks those in Notify's order.
        now: The present moment for `scheduled_for`; the real one if None.
    """

    checks: Checks = Checks()
    shape_only: bool = False
    now: datetime | None = None


_DEFAULT = CheckContext()


def check_context(info: ValidationInfo) -> CheckContext:
    """The context of this validation, or the default one for `model_validate` in a user's code."""
    return info.context if isinstance(info.context, CheckContext) else _DEFAULT


# What a `repr` may show: enough to tell things apart, and nothing of or about a recipient.
_SHOWN = frozenset(
    {"completed_at", "cost_in_pounds", "created_at", "email_reply_to_id", "error", "id", "links", "name"}
    | {"notification_id", "notification_type", "notifications", "postage", "received_text_messages", "sent_at"}
    | {"service_id", "sms_sender_id", "status", "status_code", "template", "template_id", "template_version"}
    | {"templates", "type", "version"}
)


class _Model(BaseModel):
    """What requests and answers share: frozen, built when first used, and a `repr` without recipients."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, defer_build=True, hide_input_in_errors=True, extra="allow"
    )

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        return ((name, value) for name, value in super().__repr_args__() if name in _SHOWN)


class Response(_Model):
    """What Notify answers, or posts to your service.

    Frozen. Fields that Notify adds later are kept and can be read as attributes. Its `repr` shows
    nothing personal.
    """


if TYPE_CHECKING:  # a checker takes the arguments from the fields, which a metaclass would hide
    _Arguments = _Model
else:

    class _RequestMeta(type(_Model)):
        def __call__(cls, **fields: object) -> BaseModel:
            """In Python, None is how an argument is left out; in JSON, null is a value, and Notify refuses it."""
            return super().__call__(**{name: value for name, value in fields.items() if value is not None})

    class _Arguments(_Model, metaclass=_RequestMeta):
        pass


class RequestPart(_Model):
    """An object inside a request. Notify converts nothing, so neither does this."""

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True)


class Request(_Arguments):
    """What is sent to Notify. Every error it raises has Notify's own words, in Notify's order.

    Frozen. Notify converts nothing, so neither does this: a number is no text. As an argument, None
    means left out; in a dict, it is JSON's null, which Notify refuses. Its `repr` shows nothing personal.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _in_notifys_words(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(data, dict):
            fields = cast("dict[str, object]", data)
            if any(value is None for value in fields.values()):
                data = {name: _null(name, value) for name, value in fields.items()}
        try:
            return handler(data)
        except ValidationError as error:
            found = error.errors(include_url=False)
        raise ValidationError.from_exception_data(cls.__name__, list(_translated(found)), hide_input=True)


class _Null:
    """Stands for JSON's null where Notify refuses it, so that each field says so in its own words."""

    def __repr__(self) -> str:
        return "None"


_NULL = _Null()
_NULLABLE = frozenset({"scheduled_for", "sanitise_content_for"})


def _null(name: str, value: object) -> object:
    return _NULL if value is None and name not in _NULLABLE else value


# Notify checks every property, then which are missing, then which are too many; and the rest only if all of that is right.
_ORDER = {"missing": 1, "extra_forbidden": 2}
_LATER = frozenset({"address", "upload"})


def _translated(found: list[ErrorDetails]) -> Iterator[InitErrorDetails]:
    said: set[str] = set()
    # of files and addresses, which are looked at last, the first that is wrong is told of
    found = [entry for entry in found if entry["type"] not in _LATER] or [
        entry for entry in found if entry["loc"][:2] == found[0]["loc"][:2]
    ]
    extra = sorted(str(entry["loc"][-1]) for entry in found if entry["type"] == "extra_forbidden")
    for entry in sorted(found, key=lambda entry: _ORDER.get(entry["type"], 0)):
        message = _message(entry, extra)
        if message not in said:
            said.add(message)
            kind = entry["type"]
            custom = PydanticCustomError(
                kind,  # pyright: ignore[reportArgumentType] - asked to be a literal; this is one of pydantic's own
                "{message}",
                _context(entry, message),
            )
            yield {"type": custom, "loc": entry["loc"], "input": entry["input"]}


def _context(entry: ErrorDetails, message: str) -> dict[str, object]:
    return {"error": "ValidationError", "hint": None, "code": None, **entry.get("ctx", {}), "message": message}


_TYPES = {"string_type": "string", "dict_type": "object", "model_type": "object", "list_type": "array"}


def _message(entry: ErrorDetails, extra: list[str]) -> str:
    """What Notify would say where pydantic says this."""
    kind, context = entry["type"], entry.get("ctx", {})
    name = f"{entry['loc'][0]} " if entry["loc"] else ""
    if kind == "missing":
        return f"{name}is a required property"
    if kind == "extra_forbidden":
        return f"Additional properties are not allowed ({', '.join(map(shown, extra))} {'was' if len(extra) == 1 else 'were'} unexpected)"
    if kind == "invalid_key" or entry["loc"][-1:] == ("[key]",):
        return f"{entry['loc'][0]}: the key {shown(entry['input'])} is not a text"
    if kind == "personalisation":
        return f"{'.'.join(map(str, entry['loc']))}: {entry['msg']}"
    if kind == "string_unicode":
        return f"{name}holds half a character (a lone surrogate), which no text can hold"
    if kind in _TYPES:
        return f"{name}{shown(entry['input'])} is not of type {_TYPES[kind]}"
    if kind == "string_too_long":
        return f"{name}{shown(entry['input'])} is too long"
    if kind == "literal_error":
        choices = context["expected"].replace("'", "").replace(" or ", ", ")
        return f"{name}{shown(entry['input'])} is not one of [{choices}]"
    return entry["msg"]
