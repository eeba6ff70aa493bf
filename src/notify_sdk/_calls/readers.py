"""Reads the bytes of a successful answer as a typed result. No I/O.

A right answer is read straight from its bytes. Any other is read again, field by field; see `Response`.
A sandbox marks its answers: those are never read again, so that what drifts there fails a test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from functools import cache
from operator import attrgetter
from typing import TypeVar, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from notify_sdk import models
from notify_sdk._lazy import set_module
from notify_sdk._validation.response import Response, UnreadableError, read_partly
from notify_sdk._warn import warn
from notify_sdk._wire import SANDBOX_HEADER, Answer
from notify_sdk.errors import InvalidResponseError

M = TypeVar("M", bound=Response)
T = TypeVar("T")


class UnrecognisedWarning(UserWarning):
    """An entry of a list was left out: it is of a type that this version does not know, or that was not requested."""


def reading(model: type[M], *needed: str) -> Callable[[Answer], M]:
    """Makes the reader of an answer as `model`; it raises `InvalidResponseError` if it can't read one.

    Args:
        model: The documented model. Fields that are missing or different are left out.
        needed: The fields that an answer has to have.
    """
    __tracebackhide__ = True

    def read(answer: Answer) -> M:
        __tracebackhide__ = True
        try:
            return model.model_validate_json(answer.content, strict=True)
        except ValidationError as error:
            wrong = error
        return cast("M", _read_partly(model, answer, wrong, needed))

    return read


def reading_page(model: type[M], key: str, kind: object, types: Collection[str] = ()) -> Callable[[Answer], M]:
    """As `reading`, for a list of `kind` under `key`: entries that can't be read are left out, with a warning.

    So are entries of other types than the requested ones: a page of text messages holds nothing else.

    Args:
        model: The documented page.
        key: Where its entries are.
        kind: The documented entry.
        types: The requested types of entries; empty for all.
    """
    __tracebackhide__ = True

    def read(answer: Answer) -> M:
        __tracebackhide__ = True
        page = _read_page(model, key, kind, answer)
        if types:
            _leave_out_other_types(getattr(page, key), types)
        return page

    return read


def _read_page(model: type[M], key: str, kind: object, answer: Answer) -> M:
    __tracebackhide__ = True
    try:
        page = model.model_validate_json(answer.content, strict=True)
    except ValidationError as error:
        wrong = error
    else:
        items = getattr(page, key)
        _share_names(items)
        if key == "notifications":
            _share_parts(items)
        return page
    found = _json_with_list(answer, key, wrong)
    read_items = [*_read_items(kind, cast("list[object]", found[key]), key)]
    rest = cast("M", read_partly(model, {**found, key: []}))
    return rest.model_copy(update={key: read_items})


def _leave_out_other_types(items: list[models.Notification | models.Template], types: Collection[str]) -> None:
    __tracebackhide__ = True
    for place in range(len(items) - 1, -1, -1):
        if items[place].type not in types:
            other = items.pop(place)
            warn(UnrecognisedWarning(f"left out of the list: {other.id}, its type {other.type!r} was not requested"))


def _read_items(kind: object, items: list[object], key: str) -> Iterable[object]:
    __tracebackhide__ = True
    for place, item in enumerate(items):
        try:
            yield _require(read_partly(kind, item, f"{key}.{place}"), ("id",))
        except UnreadableError as error:
            warn(UnrecognisedWarning(f"left out of the list: {_id_of(item)}{error}"))


def _id_of(item: object) -> str:
    __tracebackhide__ = True
    found = cast("dict[str, object]", item).get("id") if isinstance(item, dict) else None
    try:
        return f"{UUID(found)}, " if isinstance(found, str) else ""
    except ValueError:
        return ""


def _reading_union(documented: Callable[[], tuple[TypeAdapter[T], object]]) -> Callable[[Answer], T]:
    """Makes the reader of an answer of several kinds, whose models are imported when it first reads one.

    Args:
        documented: Makes the validator, and returns it with the type that it validates.
    """
    __tracebackhide__ = True
    known = cache(documented)

    def read(answer: Answer) -> T:
        __tracebackhide__ = True
        adapter, kind = known()
        try:
            return adapter.validate_json(answer.content, strict=True)
        except ValidationError as error:
            wrong = error
        return cast("T", _read_partly(kind, answer, wrong))

    return read


_CONFIG = ConfigDict(hide_input_in_errors=True)
reading_notification = _reading_union(
    lambda: (TypeAdapter[models.Notification](models.Notification, config=_CONFIG), models.Notification)
)
reading_template = _reading_union(
    lambda: (TypeAdapter[models.Template](models.Template, config=_CONFIG), models.Template)
)
reading_preview = _reading_union(
    lambda: (TypeAdapter[models.TemplatePreview](models.TemplatePreview, config=_CONFIG), models.TemplatePreview)
)


def _read_partly(kind: object, answer: Answer, wrong: ValidationError, needed: Iterable[str] = ()) -> object:
    """The answer as far as it can be read."""
    __tracebackhide__ = True
    try:
        return _require(read_partly(kind, _json_of(answer, wrong)), needed)
    except UnreadableError as error:
        why = str(error)
    raise InvalidResponseError(f"the answer is not what Notify documents: {why}", answer.status_code, answer.content)


def _require(found: object, needed: Iterable[str]) -> object:
    __tracebackhide__ = True
    for name in needed:
        try:
            getattr(found, name)
        except InvalidResponseError as error:
            raise UnreadableError(str(error)) from None
    return found


def _json_of(answer: Answer, wrong: ValidationError) -> object:
    __tracebackhide__ = True
    if answer.headers.get(SANDBOX_HEADER):
        raise _unreadable(answer, wrong)
    try:
        return json.loads(answer.content, parse_int=_parse_int)
    except (ValueError, RecursionError):
        raise _unreadable(answer, wrong) from None


def _json_with_list(answer: Answer, key: str, wrong: ValidationError) -> dict[str, object]:
    __tracebackhide__ = True
    data = _json_of(answer, wrong)
    found = cast("dict[str, object]", data) if isinstance(data, dict) else {}
    if isinstance(found.get(key), list):
        return found
    del data, found  # a traceback may show what is in this frame
    raise _unreadable(answer, wrong)


def _parse_int(digits: str) -> int | float:
    """A number of any length, which `int` refuses to read."""
    __tracebackhide__ = True
    return int(digits) if len(digits) < 1000 else float(digits)


def _unreadable(answer: Answer, error: ValidationError) -> InvalidResponseError:
    __tracebackhide__ = True
    entry = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, entry["loc"])) or "the body"
    return InvalidResponseError(
        f"the answer is not what Notify documents: {place}: {entry['msg']}", answer.status_code, answer.content
    )


def mismatch(result: object, expected: Iterable[tuple[str, object]]) -> str | None:
    """The attribute that differs from the request, so that the answer belongs to another one; None if none does.

    Args:
        result: The answer as it was read. What is missing from it is taken to be right.
        expected: Attributes such as `template.id`, with the values that they must have.
    """
    __tracebackhide__ = True
    for name, value in expected:
        try:
            came = attrgetter(name)(result)
        except AttributeError:
            continue
        if came is not None and came != value:
            return name
    return None


# What an item of a list holds beside its values is set and read here by the names that pydantic documents. Its properties
# and its method for that, `model_construct`, take several times as long: a list goes through this for each message.


def _share_names(items: list[models.Notification] | list[models.Template] | list[models.ReceivedText]) -> None:
    """Shares between the items of a page the names of their fields, and the null keys of other kinds of messages."""
    __tracebackhide__ = True
    put = object.__setattr__
    kept: dict[type[BaseModel], tuple[dict[str, object], set[str]]] = {}
    for item in items:
        kind, extra, fields = item.__class__, item.__pydantic_extra__, item.__pydantic_fields_set__
        shared = kept.get(kind)
        # with the same other keys, and as many names as there can be, the names are the same ones
        if shared is not None and len(shared[1]) == len(fields) and shared[0] == extra:
            put(item, "__pydantic_extra__", shared[0])
            put(item, "__pydantic_fields_set__", shared[1])
        elif extra is not None and _is_shareable(kind, extra, fields):
            kept[kind] = extra, fields


def _is_shareable(kind: type[BaseModel], extra: dict[str, object], fields: set[str]) -> bool:
    """Whether an item has every field of its kind, and nothing else but nulls."""
    __tracebackhide__ = True
    return len(fields) == len(kind.model_fields) + len(extra) and [*extra.values()].count(None) == len(extra)


def _share_parts(messages: list[models.Notification]) -> None:
    """Shares equal templates and costs between the messages of a page."""
    __tracebackhide__ = True
    parts: dict[object, BaseModel] = {}
    for message in messages:
        values = vars(message)
        template: models.SentTemplate = values["template"]
        if not template.__pydantic_extra__:
            key = (template.uri, template.version, template.id.int)
            values["template"] = parts.setdefault(key, template)
        cost: BaseModel = values["cost_details"]
        if not cost.__pydantic_extra__:
            equal = parts.setdefault((cost.__class__, *cost.__dict__.values()), cost)
            if equal.__pydantic_fields_set__ == cost.__pydantic_fields_set__:
                values["cost_details"] = equal


set_module("notify_sdk", globals(), ("UnrecognisedWarning",))
