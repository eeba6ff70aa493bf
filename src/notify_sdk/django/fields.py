"""Model fields for phone numbers, email addresses and postal addresses: columns of text.

    class Person(models.Model):
        phone = PhoneNumberField(landlines=False, blank=True)

`full_clean` and a ModelForm check the value, and set it to the text that is kept; `save` checks nothing, as with every
field of Django's. Needs the extra `django`, and no app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypedDict

from notify_sdk._extras import requires
from notify_sdk.recipients import RecipientError
from notify_sdk.recipients.form_values import (
    MAX_EMAIL_LENGTH,
    FormEmailAddress,
    FormPhoneNumber,
    FormPostalAddress,
    FormValue,
    Wording,
)

with requires("django", "notify_sdk.django.fields"):
    from django import forms
    from django.db import models
    from django.utils.translation import gettext_lazy

    from .forms import EmailAddressField as EmailAddressFormField
    from .forms import PhoneNumberField as PhoneNumberFormField
    from .forms import PostalAddressField as PostalAddressFormField
    from .forms import refusal

if TYPE_CHECKING:
    from typing import Unpack

    from django.db.models.expressions import Combinable
    from django.utils.functional import _StrOrPromise as Text
    from django.utils.functional import _StrPromise as StrPromise  # of the stubs alone
    from typing_extensions import TypeVar

    _Set = TypeVar("_Set", default=str | Combinable)
    _Get = TypeVar("_Get", default=str)
    _Field = models.Field
    _CharField = models.CharField
    _TextField = models.TextField
else:  # for type checkers only, Django's fields are generic

    def _plain(base: type) -> type:
        return type(base.__name__, (base,), {"__class_getitem__": classmethod(lambda cls, _: cls)})

    _Set = _Get = str
    _Field, _CharField, _TextField = map(_plain, (object, models.CharField, models.TextField))

__all__ = ["EmailAddressField", "PhoneNumberField", "PostalAddressField"]

MAX_PHONE_NUMBER_LENGTH = 24
"""More than the longest phone number of any country."""


class ModelFieldOptions(TypedDict, total=False):
    """The options of every model field of Django's, and of those for text."""

    name: str | None
    primary_key: bool
    max_length: int | None
    unique: bool
    blank: bool
    null: bool
    db_index: bool
    default: str | Callable[[], str] | None
    editable: bool
    serialize: bool
    unique_for_date: str | None
    unique_for_month: str | None
    unique_for_year: str | None
    help_text: Text
    db_column: str | None
    db_tablespace: str | None
    validators: Iterable[Callable[[str], None]]
    error_messages: Mapping[str, Text] | None
    db_comment: str | None


class _RecipientField(_Field[_Set, _Get]):
    """What the fields have in common. It stands before the field of Django's that makes the column."""

    _form_class: type[forms.Field]
    _value: FormValue
    _own: Mapping[str, object]
    """The options that Django's fields do not have, where they are not the default."""

    def _set_up(self, value: FormValue, form_class: type[forms.Field], given: Mapping[str, Text] | None) -> None:
        names = ("international_numbers", "landlines", "international_addresses", "wording")
        default = type(value)()
        self._own = {
            name: getattr(value, name)
            for name in names
            if hasattr(value, name) and getattr(value, name) != getattr(default, name)
        }
        self._value, self._form_class = value, form_class
        self._given = dict(given or {})
        blank = gettext_lazy(value.blank)
        self.error_messages = {**self.error_messages, "blank": blank, "null": blank, **self._given}

    def clean(self, value: object, model_instance: models.Model | None) -> str | None:
        """What is kept of a value.

        Raises:
            django.core.exceptions.ValidationError: If Notify would not send to it.
        """
        __tracebackhide__ = True
        text: str | None = self.to_python(value)
        if text is not None:
            text = self._kept(text)
        cleaned: str | None = super().clean(text, model_instance)
        return cleaned

    def _kept(self, text: str) -> str:
        __tracebackhide__ = True
        if not text.strip():
            return ""
        try:
            return self._value.kept(text)
        except RecipientError as error:
            raise refusal(error, self.error_messages) from None

    def deconstruct(self) -> tuple[str, str, Sequence[object], dict[str, object]]:
        """The field as a migration writes it."""
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, **self._own}

    def formfield(self, **options: Any) -> forms.Field | None:
        """The field of a ModelForm, with the options of this one."""
        messages = {"required": self._given["blank"], **self._given} if "blank" in self._given else self._given
        # how long a number may be says nothing about how it is typed
        chosen: dict[str, Any] = {
            "form_class": self._form_class,
            "max_length": None,
            "error_messages": messages,
            **self._own,
        }
        return super().formfield(**{**chosen, **options})


class PhoneNumberField(_RecipientField[_Set, _Get], _CharField[_Set, _Get]):
    """A phone number that Notify can send a text message to, kept as `+447700900982`.

    Args:
        verbose_name: The name that people see.
        international_numbers: Whether it may be outside the UK.
        landlines: Whether it may be a UK landline.
        wording: The wording of the errors: `"design-system"` as the GOV.UK Design System recommends, `"notify"` as
            Notify words them.
        **options: The options of every model field of Django, such as `blank`.
    """

    # a text is set by the class, as Django's own fields do
    description: StrPromise = gettext_lazy("Phone number")  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(
        self,
        verbose_name: Text | None = None,
        *,
        international_numbers: bool = True,
        landlines: bool = True,
        wording: Wording = "design-system",
        **options: Unpack[ModelFieldOptions],
    ) -> None:
        options.setdefault("max_length", MAX_PHONE_NUMBER_LENGTH)
        super().__init__(verbose_name, **options)
        value = FormPhoneNumber(international_numbers, landlines, wording)
        self._set_up(value, PhoneNumberFormField, options.get("error_messages"))


class EmailAddressField(_RecipientField[_Set, _Get], _CharField[_Set, _Get]):
    """An email address that Notify can send to, kept in lower case.

    Args:
        verbose_name: The name that people see.
        wording: The wording of the errors: `"design-system"` as the GOV.UK Design System recommends, `"notify"` as
            Notify words them.
        **options: The options of every model field of Django, such as `blank`.
    """

    # a text is set by the class, as Django's own fields do
    description: StrPromise = gettext_lazy("Email address")  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(
        self,
        verbose_name: Text | None = None,
        *,
        wording: Wording = "design-system",
        **options: Unpack[ModelFieldOptions],
    ) -> None:
        options.setdefault("max_length", MAX_EMAIL_LENGTH)
        super().__init__(verbose_name, **options)
        self._set_up(FormEmailAddress(wording), EmailAddressFormField, options.get("error_messages"))


class PostalAddressField(_RecipientField[_Set, _Get], _TextField[_Set, _Get]):
    """An address that Notify can send a letter to, kept as the lines that are printed.

    Args:
        verbose_name: The name that people see.
        international_addresses: Whether it may be outside the UK.
        wording: The wording of the errors: `"design-system"` as the GOV.UK Design System recommends, `"notify"` as
            Notify words them.
        **options: The options of every model field of Django, such as `blank`.
    """

    # a text is set by the class, as Django's own fields do
    description: StrPromise = gettext_lazy("Postal address")  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(
        self,
        verbose_name: Text | None = None,
        *,
        international_addresses: bool = True,
        wording: Wording = "design-system",
        **options: Unpack[ModelFieldOptions],
    ) -> None:
        super().__init__(verbose_name, **options)
        value = FormPostalAddress(international_addresses, wording)
        self._set_up(value, PostalAddressFormField, options.get("error_messages"))
