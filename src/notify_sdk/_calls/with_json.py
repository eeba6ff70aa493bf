"""A typed answer together with the JSON that it was read from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar, cast

from notify_sdk._calls.operations import Operation
from notify_sdk._wire import Answer
from notify_sdk.errors import InvalidResponseError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WithJson(Generic[T]):
    """An answer in both forms.

    The attributes of the typed one can be read from it, so that its id and its reference are known and checked as usual.

    Attributes:
        typed: The typed answer.
        json: What Notify answered, as Python reads it. Not in the `repr`.
    """

    typed: T
    json: dict[str, object] = field(repr=False)

    def __getattr__(self, name: str) -> object:
        """An attribute of the typed answer."""
        __tracebackhide__ = True
        return getattr(self.typed, name)


def with_json(operation: Operation[T]) -> Operation[WithJson[T]]:
    """The same call, whose result has the JSON of the answer as well."""
    __tracebackhide__ = True

    def read(answer: Answer) -> WithJson[T]:
        __tracebackhide__ = True
        typed = operation.read(answer)
        try:
            found: object = json.loads(answer.content)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return WithJson(typed, cast("dict[str, object]", found))
        raise InvalidResponseError("the answer can't be read as JSON", answer.status_code, answer.content)

    return replace(cast("Operation[WithJson[T]]", operation), reader=read)
