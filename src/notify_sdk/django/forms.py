"""Form fields for phone numbers, email addresses and postal addresses: they take what Notify can send to.

    class Contact(forms.Form):
        phone = PhoneNumberField(landlines=False)
        address = PostalAddressField(international_addresses=False, required=False)

The cleaned value is a text that Notify accepts. Needs the extra `django`, and no app.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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

with requires("django", "notify_sdk.django.forms"):
    from django import forms
    from django.core.exceptions import ValidationError
    from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from typing import Unpack

    from django.utils.functional import _StrOrPromise as Text

__all__ = ["EmailAddressField", "PhoneNumberField", "PostalAddressField"]


class FieldOptions(TypedDict, total=False):
    """The options of every form field of Django's, and of those for text."""

    required: bool
    widget: forms.Widget | type[forms.Widget] | None
    label: Text | None
    initial: str | Callable[[], str] | None
    help_text: Text
    error_messages: Mapping[str, Text] | None
    show_hidden_initial: bool
    validators: Iterable[Callable[[str], None]]
    localize: bool
    disabled: bool
    label_suffix: str | None
    max_length: int | None
    min_length: int | None
    empty_value: str | None


class _RecipientField(forms.CharField):
    """The base of the fields. `error_messages` may have one for each code of a refusal, or `invalid` for all."""

    _input_type = "text"
    _attributes: ClassVar[Mapping[str, str]] = {}

    def __init__(self, value: FormValue, options: FieldOptions) -> None:
        self._value = value
        given = options.get("error_messages") or {}
        options["error_messages"] = {"required": gettext_lazy(value.blank), **given}
        super().__init__(strip=False, **options)
        # another kind of input was given on purpose, but the admin gives one for text to every text
        if isinstance(self.widget, forms.TextInput) and self.widget.input_type == "text":
            self.widget.input_type = self._input_type

    def to_python(self, value: object) -> str | None:
        """What is kept of the text that was filled in.

        Raises:
            django.core.exceptions.ValidationError: If Notify would not send to it.
        """
        __tracebackhide__ = True
        text = "" if value is None else str(value)
        if not text.strip():
            return self.empty_value
        try:
            return self._value.kept(text)
        except RecipientError as error:
            raise refusal(error, self.error_messages) from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, object]:
        """The HTML attributes that the GOV.UK Design System recommends, where the widget has none of its own."""
        attributes: dict[str, object] = super().widget_attrs(widget)
        if not widget.is_hidden:
            attributes |= {name: value for name, value in self._attributes.items() if name not in widget.attrs}
        return attributes


def refusal(error: RecipientError, messages: Mapping[str, object]) -> ValidationError:
    """The error of a field: the message that the project has for it, or ours."""
    code = error.code.lower()
    message = messages.get(code) or messages.get("invalid") or gettext_lazy(error.message)
    return ValidationError(message, code=code)  # type: ignore[arg-type] # a text, or one that is translated later


class PhoneNumberField(_RecipientField):
    """A phone number that Notify can send a text message to. Its value is as `+447700900982`.

    Args:
        international_numbers: Whether it may be outside the UK.
        landlines: Whether it may be a UK landline.
        wording: The wording of the errors: `"design-system"` as the GOV.UK Design System recommends, `"notify"` as
            Notify words them.
        **options: The options of every form field of Django, such as `required` and `label`.
    """

    widget = forms.TelInput
    _input_type = "tel"
    _attributes: ClassVar[Mapping[str, str]] = {"autocomplete": "tel"}

    def __init__(
        self,
        *,
        international_numbers: bool = True,
        landlines: bool = True,
        wording: Wording = "design-system",
        **options: Unpack[FieldOptions],
    ) -> None:
        super().__init__(FormPhoneNumber(international_numbers, landlines, wording), options)


class EmailAddressField(_RecipientField):
    """An email address that Notify can send to. Its value is in lower case.

    Args:
        wording: The wording of the errors: `"design-system"` as the GOV.UK Design System recommends, `"notify"` as
            Notify words them.
        **options: The options of every form field of Django, such as `required` and `label`.
    """

    widget = forms.EmailInput
    _input_type = "email"
    _attributes: ClassVar[Mapping[str, str]] = {"autocomplete": "email", "spellcheck": "false"}

    def __init__(self, *, wording: Wording = "design-system", **options: Unpack[FieldOptions]) -> None:
        super().__init__(FormEmailAddress(wording), options)


class PostalAddressField(_RecipientField):
    """An address that Notify can send a letter to, as lines of one text. Its value has the lines that are printed.

    Args:
        international_addresses: Whether it may be outside the UK.
        wording: The wording of the errors: `"design-system"` as the GOV.UK Design System recommends, `"notify"` as
            Notify words them.
        **options: The options of every form field of Django, such as `required` and `label`.
    """

    widget: forms.Textarea = forms.Textarea(attrs={"rows": "5"})
    _attributes: ClassVar[Mapping[str, str]] = {"autocomplete": "street-address"}

    def __init__(
        self,
        *,
        international_addresses: bool = True,
        wording: Wording = "design-system",
        **options: Unpack[FieldOptions],
    ) -> None:
        super().__init__(FormPostalAddress(international_addresses, wording), options)
