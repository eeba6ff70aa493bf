"""The base classes of requests, which refuse a wrong body in Notify's words before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, cast

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator

from notify_sdk._validation.response import Model
from notify_sdk._validation.wording import in_service_words

if TYPE_CHECKING:  # a checker takes the arguments from the fields, which a metaclass would hide
    _Arguments = Model
else:

    class _RequestMeta(type(Model)):
        def __call__(cls, **fields: object) -> BaseModel:
            """Leaves out None, which in Python means no argument; in JSON, null is a value, and Notify refuses it."""
            __tracebackhide__ = True
            return super().__call__(**{name: value for name, value in fields.items() if value is not None})

    class _Arguments(Model, metaclass=_RequestMeta):
        pass


class RequestPart(Model):
    """An object inside a request. Nothing is converted, since Notify converts nothing."""

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True)


class Request(_Arguments):
    """A request body. Its errors have Notify's own words, in Notify's order.

    Frozen. Nothing is converted, since Notify converts nothing: a number is not a text. As an argument, None
    means left out; in a dict, it is JSON's null, which Notify refuses. Its `repr` shows nothing personal.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _in_service_words(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        __tracebackhide__ = True
        if isinstance(data, dict):
            fields = cast("dict[str, object]", data)
            if any(value is None for value in fields.values()):
                data = {name: _null(name, value) for name, value in fields.items()}
        try:
            return handler(data)
        except ValidationError as error:
            found = error.errors(include_url=False)
        raise ValidationError.from_exception_data(cls.__name__, list(in_service_words(found)), hide_input=True)


class _Null:
    """Stands for JSON's null where Notify refuses it, so that each field says so in its own words."""

    def __repr__(self) -> str:
        __tracebackhide__ = True
        return "None"


_NULL = _Null()
_NULLABLE = frozenset({"scheduled_for", "sanitise_content_for"})


def _null(name: str, value: object) -> object:
    __tracebackhide__ = True
    return _NULL if value is None and name not in _NULLABLE else value
