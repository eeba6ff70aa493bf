"""The base classes of generated classes, one for each type of template, and the types of their fields."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, Self, TypeAlias, cast
from uuid import UUID

from pydantic import BaseModel, ConfigDict, PlainValidator
from pydantic_core import PydanticCustomError

from notify_sdk._calls.known_templates import Source
from notify_sdk._message_types import MessageType
from notify_sdk._validation.accepted import values_by_name
from notify_sdk._validation.values import json_value
from notify_sdk._validation.wording import refusal
from notify_sdk.models import LetterAddress, Upload
from notify_sdk.recipients import PostalAddress
from notify_sdk.rendering import Rendered, TextMessage, key, render
from notify_sdk.rendering.render import LINK_TO_FILE
from notify_sdk.rendering.sanitise import sanitised

GENERATED_NAMES = ("EmailMessage", "EmailValue", "Flag", "LetterMessage", "SmsMessage", "Source", "Value")
"""The names that a generated module imports from this package."""

RENAMED = {
    "EmailTemplate": "EmailMessage",
    "LetterTemplate": "LetterMessage",
    "SmsTemplate": "SmsMessage",
    "Template": "TemplateMessage",
}
"""Bases that shared their names with the models of answers before 0.2."""


@dataclass(frozen=True, slots=True)
class RenderedText(Rendered):
    """A text message as its recipient reads it, and how it is charged.

    Attributes:
        text: The message in detail: its encoding, its characters and what the clean-up replaced in it.
    """

    text: TextMessage

    @property
    def fragments(self) -> int:
        """How many messages it is sent as, and charged for."""
        return self.text.fragments


def _check_value(value: object) -> object:
    __tracebackhide__ = True
    if value is None:
        raise PydanticCustomError("placeholder", "None is not a value: Notify would treat it as missing")
    try:
        json_value(value)
    except PydanticCustomError as error:
        facts = error.context or {}
    else:
        return value
    hint = facts.get("hint")
    raise refusal("personalisation", f"{facts['message']} ({hint})" if hint else facts["message"], hint)


_Scalar = str | int | float | date | UUID
_List = Sequence[str] | Sequence[date] | Sequence[UUID]

Value: TypeAlias = Annotated[_Scalar | _List, PlainValidator(_check_value)]
"""A value of a placeholder. A list becomes bullets in an email or a letter, and `a, b and c` in a text message or a subject."""

EmailValue: TypeAlias = Annotated[_Scalar | _List | Upload, PlainValidator(_check_value)]
"""A value of a placeholder in an email: a `Value`, or a file from `prepare_upload`, which becomes a link."""

Flag: TypeAlias = Annotated[bool | int | str, PlainValidator(_check_value)]
"""A value of a conditional: `True`, or a text such as `yes`, shows its text; anything else hides it."""


class TemplateMessage(BaseModel):
    """The base of every generated class. An object is a message that is ready to be sent.

    Frozen. Its `repr` shows no values.

    Attributes:
        TEMPLATE: The template that the class was generated from.
    """

    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, protected_namespaces=(), arbitrary_types_allowed=True
    )

    TEMPLATE: ClassVar[Source]
    KIND: ClassVar[MessageType]

    def __repr_args__(self) -> Iterator[tuple[str | None, object]]:
        yield "template_id", str(self.TEMPLATE.id)

    @classmethod
    def from_personalisation(cls, personalisation: Mapping[str, object]) -> Self:
        """Makes a message from values by placeholder name.

        Case, spaces, `_` and `-` in names are ignored.

        Args:
            personalisation: The value of each placeholder.

        Returns:
            A message of this class.

        Raises:
            pydantic.ValidationError: A placeholder has no value, or a name is not one of a placeholder.
        """
        __tracebackhide__ = True
        fields = {key(name): field for field, name in cls.placeholder_names().items()}
        values = dict[str, object]()
        for name, value in personalisation.items():  # a comprehension would show them in a frame of its own
            values[fields.get(key(name), name)] = value
        return cls.model_validate(values)

    @property
    def personalisation(self) -> dict[str, object]:
        """The values by placeholder name, as the client's other methods take them."""
        return {name: getattr(self, field) for field, name in self.placeholder_names().items()}

    @classmethod
    def placeholder_names(cls) -> dict[str, str]:
        """The placeholder of each field, by the field's name."""
        return {name: field.serialization_alias or name for name, field in cls.model_fields.items()}

    def _rendered(self, personalisation: Mapping[str, object]) -> Rendered:
        plain = {name: rendered_value(value) for name, value in personalisation.items()}
        return render(
            self.KIND,
            body=self.TEMPLATE.body,
            subject=self.TEMPLATE.subject,
            contact_block=self.TEMPLATE.contact_block,
            personalisation=plain,
        )


class SmsMessage(TemplateMessage):
    """The base of the classes of text messages."""

    KIND: ClassVar[MessageType] = "sms"

    def render(self) -> RenderedText:
        """The text as the recipient reads it, without the service name that Notify may put in front. Sends nothing."""
        rendered = self._rendered(self.personalisation)
        return RenderedText(rendered.body, None, rendered.problem, TextMessage.of(rendered.body))


class EmailMessage(TemplateMessage):
    """The base of the classes of emails.

    Attributes:
        SANITISE_CONTENT_FOR: The placeholders whose values come from untrusted people: Notify shows links and
            formatting in them as plain text, unless a send says otherwise.
    """

    KIND: ClassVar[MessageType] = "email"
    SANITISE_CONTENT_FOR: ClassVar[tuple[str, ...]] = ()

    def render(self) -> Rendered:
        """The subject and the body as the recipient reads them. A file is an example link. Sends nothing."""
        return self._rendered(sanitised(self.personalisation, self.sanitised_placeholders()))

    @classmethod
    def sanitised_placeholders(cls, fields: Iterable[str] | None = None) -> list[str]:
        """The placeholders that a send makes harmless.

        Args:
            fields: Names of placeholders or of fields; `SANITISE_CONTENT_FOR` if None.

        Returns:
            The names of the placeholders, as a send takes them.
        """
        names = cls.placeholder_names()
        return [names.get(name, name) for name in (cls.SANITISE_CONTENT_FOR if fields is None else fields)]


class LetterMessage(TemplateMessage):
    """The base of the classes of letters. Address lines are not fields: they come with the recipient."""

    KIND: ClassVar[MessageType] = "letter"

    def render(self, to: LetterAddress | PostalAddress | Mapping[str, object] | None = None) -> Rendered:
        """The heading and the body as the recipient reads them. Sends nothing.

        Args:
            to: The address; needed only if the template shows it.

        Returns:
            The heading and the body, and why Notify would not send it, if it would not.

        Raises:
            MissingPersonalisation: The template shows a line of the address that `to` does not have.
        """
        return self._rendered({**address_lines(to), **self.personalisation})


def address_lines(to: LetterAddress | PostalAddress | Mapping[str, object] | None) -> dict[str, object]:
    """An address as the personalisation of a letter."""
    __tracebackhide__ = True
    return values_by_name(to)


def rendered_value(value: object) -> object:
    """A value as a rendered text shows it. A file becomes an example link."""
    __tracebackhide__ = True
    plain = json_value(value)
    return LINK_TO_FILE if isinstance(plain, dict) and "file" in cast("dict[str, object]", plain) else plain
