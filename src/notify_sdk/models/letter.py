"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import TYPE_CHECKING, Annotated, Literal
from uuid import UUID

from pydantic import Field

from notify_sdk._validation.accepted import Id, Personalisation, PostageChoice
from notify_sdk._validation.fields import AnyUuid, LetterForm, PersonalisationValue, Postage, PrecompiledContent
from notify_sdk._validation.request import Request, RequestPart
from notify_sdk._validation.response import Response

from .send import SendResponse


class LetterAddress(RequestPart):
    """The address of a letter in its documented form: the personalisation of a template without placeholders of its own. Placeholders may be given beside it."""

    address_line_1: Annotated[str, Field(min_length=1)]
    """Who the letter is for."""

    address_line_2: Annotated[str, Field(min_length=1)]
    """The second line, usually a building and street."""

    address_line_3: str | None = None
    """Line 3 of the address, if there is one."""

    address_line_4: str | None = None
    """Line 4 of the address, if there is one."""

    address_line_5: str | None = None
    """Line 5 of the address, if there is one."""

    address_line_6: str | None = None
    """Line 6 of the address, if there is one."""

    postcode: Annotated[str, Field(min_length=1)]
    """A UK postcode, or the name of a country outside the UK."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            address_line_1: str,
            address_line_2: str,
            address_line_3: str | None = None,
            address_line_4: str | None = None,
            address_line_5: str | None = None,
            address_line_6: str | None = None,
            postcode: str,
            **placeholders: object,
        ) -> None: ...


class LetterPersonalisation(LetterForm):
    """The address of a letter and the value of each placeholder. The address is either address_line_1, address_line_2 and postcode (address_line_3 to address_line_6 may follow), or three to seven of address_line_1 to address_line_7 of which the last is a UK postcode or a country."""

    address_line_1: PersonalisationValue | None = None
    """Line 1 of the address."""

    address_line_2: PersonalisationValue | None = None
    """Line 2 of the address."""

    address_line_3: PersonalisationValue | None = None
    """Line 3 of the address."""

    address_line_4: PersonalisationValue | None = None
    """Line 4 of the address."""

    address_line_5: PersonalisationValue | None = None
    """Line 5 of the address."""

    address_line_6: PersonalisationValue | None = None
    """Line 6 of the address."""

    address_line_7: PersonalisationValue | None = None
    """Line 7 of the address."""

    postcode: PersonalisationValue | None = None
    """A UK postcode, or the name of a country; ignored if address_line_7 is given."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            address_line_1: object = None,
            address_line_2: object = None,
            address_line_3: object = None,
            address_line_4: object = None,
            address_line_5: object = None,
            address_line_6: object = None,
            address_line_7: object = None,
            postcode: object = None,
            **placeholders: object,
        ) -> None: ...


class SendLetterRequest(Request, extra="forbid"):
    """The request to print and post one letter."""

    reference: Annotated[str | None, Field(max_length=1000)] = None
    """Your own reference for this message, or for a batch of messages. Notify returns it to you and never shows it to the recipient."""

    template_id: AnyUuid
    """The template to fill in."""

    personalisation: LetterPersonalisation
    """The address, and the value of each placeholder in the template."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            reference: str | None = None,
            template_id: Id,
            personalisation: Personalisation,
        ) -> None: ...


class LetterContent(Response):
    """What the recipient of the letter reads."""

    subject: str
    """The heading, with every placeholder filled in."""

    body: str
    """The body in Notify's Markdown, with every placeholder filled in."""


class SendPrecompiledLetterResponse(Response):
    """The answer to a send: Notify has accepted the PDF, and will check it before it is printed."""

    id: UUID
    """The letter's id, by which its status can be read."""

    reference: str | None
    """The reference you gave."""

    postage: Literal["first", "second", "economy", "europe", "rest-of-world"] | str | None
    """The class of post it will go by, or null."""


class SendLetterResponse(SendResponse):
    """The answer to a send: Notify has accepted the letter, and will print and post it."""

    content: LetterContent
    """The content that was made from the template."""


class SendPrecompiledLetterRequest(Request, extra="forbid"):
    """The request to print and post a PDF of your own as a letter."""

    reference: str
    """Your own reference for the letter."""

    content: Annotated[PrecompiledContent, Field(json_schema_extra={"contentEncoding": "base64"})]
    """The PDF file in base64."""

    postage: Postage | None = None
    """The class of post; the service's own setting if left out."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            reference: str,
            content: PrecompiledContent,
            postage: PostageChoice | None = None,
        ) -> None: ...
