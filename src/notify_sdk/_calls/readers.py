"""From the bytes of a successful answer to a typed result. No I/O."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from notify_sdk import models
from notify_sdk._warn import warn
from notify_sdk._wire import Answer
from notify_sdk.errors import InvalidResponseError

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class UnrecognisedWarning(UserWarning):
    """A list holds a message or a template of a type that this version does not know; it was left out."""


def reading(model: type[M]) -> Callable[[Answer], M]:
    """A function that reads an answer as `model`, or raises `InvalidResponseError`."""

    def read(answer: Answer) -> M:
        try:
            return model.model_validate_json(answer.content)
        except ValidationError as error:
            raise _unreadable(answer, error) from None

    return read


def reading_page(model: type[M], key: str) -> Callable[[Answer], M]:
    """As `reading`, for a list under `key`: what is of an unknown type is left out, with a warning."""

    def read(answer: Answer) -> M:
        page = _page(model, key, answer)
        _share(getattr(page, key))
        return page

    return read


def _page(model: type[M], key: str, answer: Answer) -> M:
    try:
        return model.model_validate_json(answer.content)
    except ValidationError as error:
        unknown = {entry["loc"][1] for entry in error.errors() if _is_unknown_type(entry["type"], entry["loc"], key)}
        if len(unknown) != error.error_count():
            raise _unreadable(answer, error) from None
    page = json.loads(answer.content)
    for place in unknown:
        item = page[key][place]
        message = f"left out of the list: {item.get('id')}, of the unknown type {item.get('type')!r}"
        warn(UnrecognisedWarning(message))
    page[key] = [item for place, item in enumerate(page[key]) if place not in unknown]
    return model.model_validate_json(json.dumps(page))


_PARTS = ("template", "cost_details")


def _share(items: list[BaseModel]) -> None:
    """Lets the messages of a page share what is equal in them and never changes: which fields came, templates, costs.

    Held apart, that is two thirds of the memory of a message.
    """
    came: dict[type[BaseModel], set[str]] = {}
    parts: dict[object, BaseModel] = {}
    for item in items:
        fields = item.model_fields_set
        known = came.setdefault(type(item), fields)
        if known == fields:
            object.__setattr__(item, "__pydantic_fields_set__", known)
        values = vars(item)
        for name in _PARTS:
            part = values.get(name)
            if isinstance(part, BaseModel) and not part.model_extra:
                equal = parts.setdefault((type(part), *vars(part).values()), part)
                if equal.model_fields_set == part.model_fields_set:
                    values[name] = equal


def _is_unknown_type(kind: str, place: tuple[int | str, ...], key: str) -> bool:
    return kind in {"union_tag_invalid", "union_tag_not_found"} and len(place) == 2 and place[0] == key


def _reading_union(adapter: TypeAdapter[T]) -> Callable[[Answer], T]:
    def read(answer: Answer) -> T:
        try:
            return adapter.validate_json(answer.content)
        except ValidationError as error:
            raise _unreadable(answer, error) from None

    return read


_DEFERRED = ConfigDict(defer_build=True, hide_input_in_errors=True)
reading_notification = _reading_union(TypeAdapter[models.Notification](models.Notification, config=_DEFERRED))
reading_template = _reading_union(TypeAdapter[models.Template](models.Template, config=_DEFERRED))
reading_preview = _reading_union(TypeAdapter[models.TemplatePreview](models.TemplatePreview, config=_DEFERRED))


def _unreadable(answer: Answer, error: ValidationError) -> InvalidResponseError:
    entry = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, entry["loc"])) or "the body"
    return InvalidResponseError(
        f"the answer is not what Notify documents: {place}: {entry['msg']}", answer.status_code, answer.content
    )
