"""The base classes of requests, which refuse a wrong body in Notify's words before it is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, cast

from pydantic import BaseModel, ConfigDict, ModelWrapValidatorHandler, ValidationError, model_validator

from notify_sdk._validation.accepted import plain_personalisation
from notify_sdk._validation.details import details_of
from notify_sdk._validation.response import Model
from notify_sdk._validation.wording import in_service_words
from notify_sdk.errors import RequestValidationError

if TYPE_CHECKING:  # a checker takes the arguments from the fields, which a metaclass would hide
    _Arguments = Model
else:

    class _RequestMeta(type(Model)):
        def __call__(cls, **fields: object) -> BaseModel:
            """Makes one from arguments, as users do; pydantic itself does not come here.

            None is left out: in Python it means no argument; in JSON, null is a value, and Notify refuses it.
            """
            __tracebackhide__ = True
            given = dict[str, object]()
            for name, value in fields.items():
                if value is not None:
                    given[name] = value
            try:
                return super().__call__(**given)
            except ValidationError as error:
                # a whole request has put them into Notify's words itself, also for `model_validate`
                details = details_of(error if issubclass(cls, Request) else _in_service_words(cls.__name__, error))
            raise RequestValidationError(details)

    class _Arguments(Model, metaclass=_RequestMeta):
        pass


def _in_service_words(title: str, error: ValidationError) -> ValidationError:
    __tracebackhide__ = True
    entries = list(in_service_words(error.errors(include_url=False)))
    return ValidationError.from_exception_data(title, entries, hide_input=True)


class RequestPart(_Arguments):
    """An object inside a request. Nothing is converted, since Notify converts nothing.

    Made with arguments, it raises `RequestValidationError` if Notify would refuse it. None means left out.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True)


class Request(_Arguments):
    """A request body. Its errors have Notify's own words, in Notify's order.

    Frozen. Nothing is converted, since Notify converts nothing: a number is not a text. Made with arguments, it
    raises `RequestValidationError`; `model_validate` raises pydantic's error with the same words. As an argument,
    None means left out; in a dict, it is JSON's null, which Notify refuses. Its `repr` shows nothing personal.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(strict=True)

    @model_validator(mode="wrap")
    @classmethod
    def _checked(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        __tracebackhide__ = True
        if isinstance(data, dict):
            fields = cast("dict[str, object]", data)
            values = fields.get("personalisation")
            if values is not None and type(values) is not dict:
                data = fields = {**fields, "personalisation": plain_personalisation(values)}
            if any(value is None for value in fields.values()):
                data = {name: _null(name, value) for name, value in fields.items()}
        try:
            return handler(data)
        except ValidationError as error:
            reworded = _in_service_words(cls.__name__, error)
        raise reworded


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
