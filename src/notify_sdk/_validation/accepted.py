"""What may be given where a request has plain JSON: the types of the arguments, and how personalisation becomes a dict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, TypeAlias, cast
from uuid import UUID

from pydantic import BaseModel

from notify_sdk._validation.response import Model
from notify_sdk.errors import RequestValidationError

if TYPE_CHECKING:
    from notify_sdk.recipients import EmailAddress, PhoneNumber


class Dataclass(Protocol):
    """An object of any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[object]]]


Personalisation: TypeAlias = Mapping[str, object] | BaseModel | Dataclass
"""The values of a template's placeholders, by name: a mapping, a pydantic model or a dataclass.

The values are texts, numbers, booleans, `None`, `UUID`, `date`, lists, tuples and sets of those, or an `Upload` from
`prepare_upload`. Of a model, the names are those that it is written with; a `PostalAddress` has those of its lines.
"""

Id: TypeAlias = str | UUID
"""An id, as a text in any case, with or without hyphens, or as a `UUID`."""

SmsRecipient: TypeAlias = "str | PhoneNumber"
"""A phone number as people write it, or a parsed one."""

EmailRecipient: TypeAlias = "str | EmailAddress"
"""An email address as people write it, or a parsed one."""

SendTime: TypeAlias = str | datetime
"""A moment as ISO 8601 text or as an aware datetime."""

Names: TypeAlias = Iterable[str | None]
"""Names of placeholders."""

PostageChoice: TypeAlias = Literal["first", "second", "economy"]
"""The classes of post that a sender may choose."""


def plain_personalisation(values: object) -> object:
    """Personalisation as a dict, or anything else as it is, for the check to refuse."""
    __tracebackhide__ = True
    if isinstance(values, Mapping):
        return dict(cast("Mapping[object, object]", values))
    from notify_sdk.recipients import PostalAddress

    if isinstance(values, PostalAddress):
        return values.personalisation()
    if isinstance(values, BaseModel):
        return _of_model(values)
    if is_personal_dataclass(values):
        return of_dataclass(values)
    return values


def values_by_name(values: Personalisation | None) -> dict[str, object]:
    """Personalisation as a dict; empty for None.

    Raises:
        RequestValidationError: If it is something else.
    """
    __tracebackhide__ = True
    if values is None:
        return {}
    plain = plain_personalisation(values)
    if isinstance(plain, dict):
        return cast("dict[str, object]", plain)
    raise RequestValidationError.of(
        f"personalisation is of type {type(values).__name__}",
        "give a dict, or an object of a dataclass or a pydantic model",
        code="wrong_type",
        field="personalisation",
    )


def is_personal_dataclass(value: object) -> bool:
    """Whether it is an object of a user's dataclass: a recipient is a value, and not several."""
    __tracebackhide__ = True
    if not is_dataclass(value) or isinstance(value, type):
        return False
    from notify_sdk.recipients import Country, EmailAddress, PhoneNumber, PostalAddress, Postcode

    return not isinstance(value, Country | EmailAddress | PhoneNumber | PostalAddress | Postcode)


def of_dataclass(value: object) -> dict[str, object]:
    """The fields of a dataclass by name."""
    __tracebackhide__ = True
    found = dict[str, object]()
    for field in fields(cast("Dataclass", value)):
        found[field.name] = getattr(value, field.name)  # a comprehension would show them in a frame of its own
    return found


def _of_model(model: BaseModel) -> object:
    """The fields of a pydantic model by the names that it is written with, as its own serializers write them."""
    __tracebackhide__ = True
    if isinstance(model, Model):
        return model.model_dump(exclude_unset=True)
    found: object = model.model_dump(by_alias=True, warnings=False)
    if isinstance(found, dict):
        written = cast("dict[str, object]", found)
        for name, field in type(model).model_fields.items():
            value: object = getattr(model, name)
            if isinstance(value, Model):  # an upload is written without the options that it was not given
                written[field.serialization_alias or name] = value
    return found
