"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import TYPE_CHECKING, Annotated, Generic, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field
from typing_extensions import TypeVar

from notify_sdk._validation.accepted import Personalisation
from notify_sdk._validation.fields import PersonalisationValue
from notify_sdk._validation.request import Request
from notify_sdk._validation.response import Response

from .values import TemplateType


class Placeholder(Response):
    """One placeholder of a template."""

    required: bool
    """Always true: every placeholder needs a value."""


class StoredTemplate(Response):
    """What the templates of text messages, emails and letters have in common."""

    id: UUID
    """The template's id."""

    name: str
    """The template's name on the Notify website."""

    version: Annotated[int, Field(ge=1)]
    """How often it has been edited, counting from 1."""

    created_at: AwareDatetime
    """When this version was made."""

    updated_at: AwareDatetime | None
    """When the template was last edited, or null if never."""

    created_by: str
    """The email address of the person who made it."""

    body: str
    """The text, with placeholders as ((name))."""

    personalisation: dict[str, Placeholder]
    """The placeholders in the template, by name."""


class SmsTemplate(StoredTemplate):
    """The template of a text message. The JSON also has the keys of the other types; they are null."""

    type: Literal["sms"]
    """The type of the template."""


class EmailTemplate(StoredTemplate):
    """The template of an email. The JSON also has the keys of the other types; they are null."""

    type: Literal["email"]
    """The type of the template."""

    subject: str
    """The subject, with placeholders as ((name))."""


class LetterTemplate(StoredTemplate):
    """The template of a letter. The JSON also has the keys of the other types; they are null."""

    type: Literal["letter"]
    """The type of the template."""

    subject: str
    """The heading, with placeholders as ((name))."""

    letter_contact_block: str | None
    """The sender's address in the corner of the letter, or null."""

    postage: Literal["first", "second", "economy"] | str
    """The class of post for letters made from it."""


Template = Annotated[SmsTemplate | EmailTemplate | LetterTemplate, Response.__by_class__, Field(discriminator="type")]
"""A template of the service, distinguished by `type`."""


Template_co = TypeVar("Template_co", default=Template, covariant=True)


class TemplateList(Response, Generic[Template_co]):
    """All templates of the service."""

    templates: list[Template_co]
    """The templates, sorted by type and name."""


class TemplatePreviewRequest(Request):
    """The request to fill in a template without sending anything."""

    personalisation: dict[str, PersonalisationValue] | None = None
    """The value of each placeholder in the template."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            personalisation: Personalisation | None = None,
        ) -> None: ...


class SmsTemplatePreview(Response):
    """The content of a text message made from the template."""

    type: Literal["sms"]
    """The type of the template."""

    id: UUID
    """The template's id."""

    version: Annotated[int, Field(ge=1)]
    """The template's version."""

    body: str
    """The text, with every placeholder filled in."""


class EmailTemplatePreview(Response):
    """The content of an email made from the template."""

    type: Literal["email"]
    """The type of the template."""

    id: UUID
    """The template's id."""

    version: Annotated[int, Field(ge=1)]
    """The template's version."""

    body: str
    """The text, with every placeholder filled in."""

    subject: str
    """The subject, with every placeholder filled in."""

    html: str
    """The body as the recipient's mail program shows it."""


class LetterTemplatePreview(Response):
    """The content of a letter made from the template."""

    type: Literal["letter"]
    """The type of the template."""

    id: UUID
    """The template's id."""

    version: Annotated[int, Field(ge=1)]
    """The template's version."""

    body: str
    """The text, with every placeholder filled in."""

    subject: str
    """The heading, with every placeholder filled in."""

    postage: Literal["first", "second", "economy"] | str
    """The class of post for letters made from it."""


TemplatePreview = Annotated[
    SmsTemplatePreview | EmailTemplatePreview | LetterTemplatePreview,
    Response.__by_class__,
    Field(discriminator="type"),
]
"""The content of a message made from the template, distinguished by `type`."""


class TemplatesQuery(Request, extra="forbid"):
    """The filter of a list of templates."""

    type: TemplateType | None = None
    """Only templates of this type."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            type: TemplateType | None = None,  # noqa: A002
        ) -> None: ...
