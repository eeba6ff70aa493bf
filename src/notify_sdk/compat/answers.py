"""Answers as dicts, each with its typed form."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from notify_sdk._lazy import set_module
from notify_sdk.errors import InvalidResponseError

__all__ = ["DictAnswer"]

T = TypeVar("T")


class DictAnswer(dict[str, Any], Generic[T]):
    """An answer as Notify gave it: a dict with everything that a dict can do, and `typed`.

    Its values are `Any`: with a recursive type of JSON, `answer["content"]["body"]` would be an error in every checker.
    """

    # A TypedDict for each answer would be a second description of what `typed` describes, and can have no property.

    _typed: T | None

    @classmethod
    def of(cls, json: dict[str, object], typed: T | None) -> DictAnswer[T]:
        """Makes an answer.

        Args:
            json: What Notify answered.
            typed: The same as a typed answer; None if it could not be read.

        Returns:
            The answer.
        """
        __tracebackhide__ = True
        answer: DictAnswer[T] = DictAnswer(json)
        answer._typed = typed
        return answer

    @property
    def typed(self) -> T:
        """The answer as this package's own client returns it. A change of the dict does not change it.

        Raises:
            InvalidResponseError: If it is an entry of a list that this version can't read, such as a message of a new
                type; or if the dict was made by anything but the client.
        """
        __tracebackhide__ = True
        typed: T | None = vars(self).get("_typed")
        if typed is None:
            raise InvalidResponseError(
                "this dict has no typed form: it could not be read, or the client did not make it",
                outcome_unknown=False,
            )
        return typed


set_module("notify_sdk.compat", globals(), ("DictAnswer",))
