"""From the bytes of an answer to a typed result, or to the right error. No I/O."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from notify_sdk import errors, models
from notify_sdk._warn import warn
from notify_sdk._wire import Answer
from notify_sdk.errors import ErrorDetail, HTTPError, InvalidResponseError, NotifyError

if TYPE_CHECKING:
    import httpx

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


_BY_NAME: dict[str, type[HTTPError]] = {
    "BadRequestError": errors.BadRequestError,
    "ValidationError": errors.ValidationError,
    "AuthError": errors.AuthError,
    "NoResultFound": errors.NoResultFound,
    "RateLimitError": errors.RateLimitError,
    "TooManyRequestsError": errors.TooManyRequestsError,
    "PDFNotReadyError": errors.PDFNotReadyError,
}
_BY_STATUS: dict[int, type[HTTPError]] = {
    400: errors.BadRequestError,
    401: errors.AuthError,
    403: errors.AuthError,
    404: errors.NoResultFound,
    429: errors.RateLimitError,
}


def refusal(answer: Answer) -> NotifyError:
    """The error that an answer other than 2xx stands for.

    The class is decided by the documented name of the first error, else by the status: a gateway in
    between may answer with HTML, or with nothing.
    """
    if answer.status_code < 400:
        message = f"Notify answered with status {answer.status_code}, a redirect, which is not followed: check base_url"
        return InvalidResponseError(message, answer.status_code, answer.content)
    details = _details(answer)
    kind = _BY_NAME.get(details[0].error) or _BY_STATUS.get(answer.status_code, HTTPError)
    if answer.status_code >= 500:
        kind = errors.ServerError
    return kind(answer.status_code, details, _detached(answer))


def _details(answer: Answer) -> list[ErrorDetail]:
    try:
        body = json.loads(answer.content)
        entries = [ErrorDetail(str(entry["error"]), str(entry["message"])) for entry in body["errors"]]
    except (ValueError, TypeError, LookupError, RecursionError):
        return [ErrorDetail(f"HTTP{answer.status_code}", _plain(answer.content))]
    return entries or [ErrorDetail(f"HTTP{answer.status_code}", "the answer gives no reason")]


def _plain(content: bytes) -> str:
    """What an error body in another shape says: its `message`, or that it is not Notify's."""
    try:
        body: object = json.loads(content)
    except (ValueError, RecursionError):
        return "the answer is not JSON: it may come from a proxy or a gateway" if content else "the answer is empty"
    message = cast("dict[str, object]", body).get("message") if isinstance(body, dict) else None
    return message if isinstance(message, str) else json.dumps(message or body)


def _detached(answer: Answer) -> httpx.Response:
    """The answer as httpx shows it, without the request, which holds the token and the recipient."""
    import httpx

    # the content is decoded and whole already
    encoded = {"content-encoding", "content-length", "transfer-encoding"}
    headers = {name: value for name, value in answer.headers.items() if name.lower() not in encoded}
    return httpx.Response(answer.status_code, headers=headers, content=answer.content)
