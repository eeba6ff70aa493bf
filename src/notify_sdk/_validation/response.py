"""The base class of answers, which reads every field that it can if an answer is not as documented."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Union, cast, get_args, get_origin
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidationError,
)
from pydantic_core.core_schema import CoreSchema, any_schema, wrap_serializer_function_ser_schema
from typing_extensions import TypeIs, Unpack

from notify_sdk.errors import UnreadFieldError

# The fields that a `repr` shows: enough to tell objects apart, and nothing about a recipient.
REPR_FIELDS = frozenset(
    {"complaint_id", "completed_at", "cost_in_pounds", "created_at", "email_reply_to_id", "error", "id", "name"}
    | {"notification_id", "notification_type", "notifications", "postage", "received_text_messages", "sent_at"}
    | {"service_id", "sms_sender_id", "status", "status_code", "template", "template_id", "template_version"}
    | {"templates", "type", "version"}
)


_MODELS = "notify_sdk.models"
"""The package that exports the models, whichever file of it they are in."""


class Model(BaseModel):
    """The base of requests and answers: frozen, built when first used, without recipients in its `repr`."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, defer_build=True, hide_input_in_errors=True, extra="allow"
    )

    def __init_subclass__(cls, **options: Unpack[ConfigDict]) -> None:
        super().__init_subclass__(**options)
        if cls.__module__.startswith(f"{_MODELS}.") and cls.__module__ != f"{_MODELS}.sandbox":
            cls.__module__ = _MODELS

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        return ((name, value) for name, value in super().__repr_args__() if name in REPR_FIELDS)


_UNREAD = "_unread"
"""Where an object keeps the reasons why fields of it can't be read. pydantic ignores keys that are no fields, and copies them."""


_REQUEST_ID = "_request_id"
"""Where an answer keeps the id of its request: as above."""


def _written(value: object, write: SerializerFunctionWrapHandler) -> object:
    __tracebackhide__ = True
    if isinstance(value, Model) and not type(value).__pydantic_complete__:
        type(value).model_rebuild()  # pydantic before 2.14 can't write an object whose class is not built
    return write(value)


class _ByClass:
    """In an annotation: an object is written as its own class says, as with `pydantic.SerializeAsAny`."""

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        place = cast("dict[str, object]", schema)
        while place["type"] == "definitions":
            place = cast("dict[str, object]", place["schema"])
        place["serialization"] = wrap_serializer_function_ser_schema(_written, schema=any_schema())
        return schema


class Response(Model):
    """An answer of Notify, or a body that it posts to your service.

    Frozen. Fields that Notify adds later are kept and can be read as attributes. A field that is missing, or
    is not as documented, is left out: reading it raises `UnreadFieldError`, which is also an `AttributeError`.
    Its `repr` shows nothing personal.
    """

    # for the generated unions: each object in them is written by its own class
    __by_class__: ClassVar[object] = _ByClass()

    @property
    def request_id(self) -> str | None:
        """The id under which Notify has logged the request that this answers: its support can search for it.

        None for a part of an answer, such as one message of a list; for a callback; and for a send whose answer was lost
        and whose message was found by a look-up. It is no field: `model_dump`, `==` and `repr` leave it out.
        """
        __tracebackhide__ = True
        found: str | None = self.__dict__.get(_REQUEST_ID)
        return found

    if not TYPE_CHECKING:  # a checker would take any name for an attribute

        def __getattr__(self, name: str) -> object:
            """Called for a field that was left out, or that Notify has added."""
            __tracebackhide__ = True
            why = self.__dict__.get(_UNREAD, {}).get(name)
            if why is not None:
                raise UnreadFieldError(why, request_id=self.request_id)
            return super().__getattr__(name)


def put_request_id(answer: object, request_id: str) -> None:
    """Records which request an answer is to. One that is not a model, such as a PDF, stays as it is."""
    __tracebackhide__ = True
    if isinstance(answer, Response):
        vars(answer)[_REQUEST_ID] = request_id


class UnreadableError(Exception):
    """A value can't be read as its documented type, not even in part. The message names the place, never the value."""


def read_partly(kind: object, value: object, place: str = "") -> object:
    """Reads a JSON value as its documented type, and leaves out missing and different fields at every depth.

    Args:
        kind: The documented type: a model, a union of models that their `type` tells apart, or a dict of models.
        value: The value, as `json.loads` returns it.
        place: Where it is in the answer, for messages.

    Raises:
        UnreadableError: If no part of it can be read: it is not an object, or its `type` is unknown.
    """
    __tracebackhide__ = True
    documented = _unwrapped(kind)
    if not isinstance(value, dict):
        raise UnreadableError(_mismatch(place, documented, value))
    found = cast("dict[str, object]", value)
    if _is_model(documented):
        return _read_object(documented, found, place)
    if get_origin(documented) is dict:
        inner = get_args(documented)[1]
        parts: dict[str, object] = {}
        for name, each in found.items():
            parts[name] = read_partly(inner, each, _path_to(place, name))
        return parts
    models = [each for each in get_args(documented) if _is_model(each)]
    if not models:
        raise UnreadableError(_mismatch(place, documented, found))
    return _read_object(_model_for_type(models, found, place), found, place)


def _is_model(kind: object) -> TypeIs[type[Response]]:
    return isinstance(kind, type) and issubclass(kind, Response)


def _read_object(model: type[Response], found: Mapping[str, object], place: str) -> Response:
    __tracebackhide__ = True
    try:
        return model.model_validate_json(json.dumps(found), strict=True)
    except (ValidationError, RecursionError):
        pass
    values: dict[str, object] = {}
    unread: dict[str, str] = {}
    for name, field in model.model_fields.items():
        where = _path_to(place, name)
        if name in found:
            try:
                values[name] = _read_field(model, name, found[name], where)
            except UnreadableError as error:
                unread[name] = str(error)
        elif field.is_required():
            unread[name] = f"{where}: expected {_described(field.annotation)}, got nothing"
    extra: dict[str, object] = {}
    for name, value in found.items():
        if name not in model.model_fields and _is_writable(name, value):
            extra[name] = value  # noqa: PERF403 - a frame of its own, as a comprehension is, would show what is in it
    made = model.model_construct({*values, *extra}, **values)
    if made.model_extra is not None:
        made.model_extra.update(extra)
    for name in unread:
        vars(made).pop(name, None)  # a default would say that it was left out
    if unread:
        vars(made)[_UNREAD] = unread
    return made


def _read_field(model: type[Response], name: str, value: object, place: str) -> object:
    __tracebackhide__ = True
    try:
        return _adapter(model, name).validate_json(json.dumps(value), strict=True)
    except (ValidationError, RecursionError):
        return read_partly(model.model_fields[name].annotation, value, place)


@cache
def _adapter(model: type[Response], name: str) -> TypeAdapter[object]:
    field = model.model_fields[name]
    kind = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return TypeAdapter(cast("type[object]", kind))


def _is_writable(name: str, value: object) -> bool:
    """Whether a field that this version does not know can be written as JSON again: a lone surrogate can't."""
    __tracebackhide__ = True
    try:
        _json().validate_json(json.dumps({name: value}))
    except (ValidationError, RecursionError):
        return False
    return True


@cache
def _json() -> TypeAdapter[object]:
    return TypeAdapter(object)


def _model_for_type(models: list[type[Response]], found: Mapping[str, object], place: str) -> type[Response]:
    __tracebackhide__ = True
    types = {kind: model for model in models for kind in get_args(model.model_fields["type"].annotation)}
    came, where = found.get("type"), _path_to(place, "type")
    if isinstance(came, str):
        if came in types:
            return types[came]
        raise UnreadableError(f"{where}: the unknown type {came!r}")
    raise UnreadableError(_mismatch(where, str, came) if "type" in found else f"{where}: got nothing")


def _path_to(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def _unwrapped(kind: object) -> object:
    """A type without its annotations, which are in one `Annotated` however often it is annotated."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _mismatch(place: str, kind: object, value: object) -> str:
    __tracebackhide__ = True
    came, documented = _json_kind(value), _described(kind)
    place = place or "the body"
    if came == documented:
        return f"{place}: not a documented value"
    return f"{place}: expected {documented}, got {came}"


def _json_kind(value: object) -> str:
    __tracebackhide__ = True
    if value is None:
        return "null"
    return next((word for kind, word in _JSON_WORDS if isinstance(value, kind)), "an object")


_JSON_WORDS = (
    (bool, "true or false"), (int, "a whole number"), (float, "a number"), (str, "a text"), (list, "a list")
)  # fmt: skip
_WORDS = dict[object, str](
    (*_JSON_WORDS, (UUID, "a UUID"), (datetime, "a time"), (AwareDatetime, "a time"), (NoneType, "null"))
)


def _described(kind: object) -> str:
    kind = _unwrapped(kind)
    if get_origin(kind) in {Union, UnionType}:
        return " or ".join(dict.fromkeys(map(_described, get_args(kind))))
    if get_origin(kind) is Literal:
        return "a text"
    return _WORDS.get(get_origin(kind) or kind, "an object")
