"""WTForms fields and validators for phone numbers, email addresses and postal addresses: they take what Notify can send to.

    class Contact(Form):
        phone = PhoneNumberField("UK mobile number", landlines=False, international_numbers=False)
        address = PostalAddressField("Address", required=False)

The data of a field is a text that Notify accepts. Needs the extra `wtforms`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, TypedDict

from notify_sdk._extras import requires
from notify_sdk.recipients import RecipientError
from notify_sdk.recipients.form_values import (
    FormEmailAddress,
    FormPhoneNumber,
    FormPostalAddress,
    FormValue,
    Wording,
)

with requires("wtforms", "notify_sdk.wtforms"):
    from wtforms import Field, StringField
    from wtforms.form import BaseForm
    from wtforms.validators import Optional, StopValidation, ValidationError
    from wtforms.widgets import EmailInput, TelInput, TextArea

if TYPE_CHECKING:
    from typing import Unpack

__all__ = [
    "EmailAddressField",
    "PhoneNumberField",
    "PostalAddressField",
    "ValidEmailAddress",
    "ValidPhoneNumber",
    "ValidPostalAddress",
]

Validator = Callable[[BaseForm, Field], object]


class FieldOptions(TypedDict, total=False):
    """The options of every field of WTForms's for text."""

    filters: Sequence[Callable[[str | None], str | None]]
    description: str
    id: str | None
    default: str | Callable[[], str] | None
    render_kw: dict[str, object]
    name: str | None


class _RecipientField(StringField):
    """The base of the fields."""

    _attributes: ClassVar[Mapping[str, object]] = {}
    data: str | None

    def __init__(
        self,
        value: FormValue,
        label: str | None,
        validators: Sequence[Validator],
        required: bool,
        options: FieldOptions,
    ) -> None:
        self._kept = value
        self._required = required and not any(isinstance(each, Optional) for each in validators)
        options["render_kw"] = {**self._attributes, **(options.get("render_kw") or {})}
        super().__init__(label, list(validators), **options)

    def pre_validate(self, form: BaseForm) -> None:  # noqa: ARG002 - WTForms hands it over
        """Sets `data` to what is kept of it. The validators see that, and nothing that was refused.

        Raises:
            wtforms.validators.StopValidation: If Notify would not send to it, or if it is required and blank.
        """
        __tracebackhide__ = True
        if not (self.data or "").strip():
            if self._required:
                raise StopValidation(self.gettext(self._kept.blank))
            return
        try:
            self.data = self._kept.kept(str(self.data))
        except RecipientError as error:
            raise StopValidation(self.gettext(error.message)) from None

    def _value(self) -> str:
        """What the form shows: as it was filled in."""
        __tracebackhide__ = True
        return str(self.raw_data[0]) if self.raw_data else self.data or ""


class PhoneNumberField(_RecipientField):
    """A phone number that Notify can send a text message to. Its data is as `+447700900982`.

    Args:
        label: The label.
        validators: What else is checked, if Notify can send to it.
        required: Whether it must be filled in. The validator `Optional` says that, too.
        international_numbers: Whether it may be outside the UK.
        landlines: Whether it may be a UK landline.
        wording: The wording of the errors: `"design-system"` as the GOV.UK Design System recommends, `"notify"` as
            Notify words them.
        **options: The options of every field of WTForms, such as `description`.
    """

    # a widget is set by the class, as WTForms's own fields do
    widget: TelInput = TelInput()  # pyright: ignore[reportIncompatibleVariableOverride]
    _attributes: ClassVar[Mapping[str, object]] = {"autocomplete": "tel"}

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Validator] | None = None,
        *,
        required: bool = True,
        international_numbers: bool = True,
        landlines: bool = True,
        wording: Wording = "design-system",
        **options: Unpack[FieldOptions],
    ) -> None:
        value = FormPhoneNumber(international_numbers, landlines, wording)
        super().__init__(value, label, validators or (), required, options)


class EmailAddressField(_RecipientField):
    """An email address that Notify can send to. Its data is in lower case.

    Args:
        label: The label.
        validators: What else is checked, if Notify can send to it.
        required: Whether it must be filled in. The validator `Optional` says that, too.
        wording: The wording of the errors: `"design-system"` as the GOV.UK Design System recommends, `"notify"` as
            Notify words them.
        **options: The options of every field of WTForms, such as `description`.
    """

    # a widget is set by the class, as WTForms's own fields do
    widget: EmailInput = EmailInput()  # pyright: ignore[reportIncompatibleVariableOverride]
    _attributes: ClassVar[Mapping[str, object]] = {"autocomplete": "email", "spellcheck": "false"}

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Validator] | None = None,
        *,
        required: bool = True,
        wording: Wording = "design-system",
        **options: Unpack[FieldOptions],
    ) -> None:
        super().__init__(FormEmailAddress(wording), label, validators or (), required, options)


class PostalAddressField(_RecipientField):
    """An address that Notify can send a letter to, as lines of one text. Its data has the lines that are printed.

    Args:
        label: The label.
        validators: What else is checked, if Notify can send to it.
        required: Whether it must be filled in. The validator `Optional` says that, too.
        international_addresses: Whether it may be outside the UK.
        wording: The wording of the errors: `"design-system"` as the GOV.UK Design System recommends, `"notify"` as
            Notify words them.
        **options: The options of every field of WTForms, such as `description`.
    """

    # a widget is set by the class, as WTForms's own fields do
    widget: TextArea = TextArea()  # pyright: ignore[reportIncompatibleVariableOverride]
    _attributes: ClassVar[Mapping[str, object]] = {"autocomplete": "street-address", "rows": 5}

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Validator] | None = None,
        *,
        required: bool = True,
        international_addresses: bool = True,
        wording: Wording = "design-system",
        **options: Unpack[FieldOptions],
    ) -> None:
        value = FormPostalAddress(international_addresses, wording)
        super().__init__(value, label, validators or (), required, options)


class _Validator:
    """The base of the validators. They leave an empty field to `InputRequired`, and the data as it is."""

    def __init__(self, value: FormValue, message: str | None) -> None:
        self._value = value
        self._message = message

    def __call__(self, form: BaseForm, field: Field) -> None:  # noqa: ARG002 - WTForms hands it over
        """Checks the data of a field.

        Raises:
            wtforms.validators.ValidationError: If Notify would not send to it.
        """
        __tracebackhide__ = True
        text = str(field.data or "")
        if not text:
            return
        try:
            self._value.kept(text)
        except RecipientError as error:
            message = error.message if text.strip() else self._value.blank
            raise ValidationError(self._message or field.gettext(message)) from None


class ValidPhoneNumber(_Validator):
    """Checks in any field of text that Notify can send a text message to the number.

    Args:
        message: The error message, in place of the one that names what is wrong.
        international_numbers: Whether it may be outside the UK.
        landlines: Whether it may be a UK landline.
        wording: The wording of the errors, as for the fields.
    """

    def __init__(
        self,
        message: str | None = None,
        *,
        international_numbers: bool = True,
        landlines: bool = True,
        wording: Wording = "design-system",
    ) -> None:
        super().__init__(FormPhoneNumber(international_numbers, landlines, wording), message)


class ValidEmailAddress(_Validator):
    """Checks in any field of text that Notify can send to the email address.

    Args:
        message: The error message, in place of the one that names what is wrong.
        wording: The wording of the errors, as for the fields.
    """

    def __init__(self, message: str | None = None, *, wording: Wording = "design-system") -> None:
        super().__init__(FormEmailAddress(wording), message)


class ValidPostalAddress(_Validator):
    """Checks in any field of text that Notify can send a letter to the address.

    Args:
        message: The error message, in place of the one that names what is wrong.
        international_addresses: Whether it may be outside the UK.
        wording: The wording of the errors, as for the fields.
    """

    def __init__(
        self, message: str | None = None, *, international_addresses: bool = True, wording: Wording = "design-system"
    ) -> None:
        super().__init__(FormPostalAddress(international_addresses, wording), message)
