"""What may be given in place of plain JSON: each spelling of each argument of each request, call and recipient."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypedDict
from uuid import UUID

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import LetterAddress, RequestValidationError, check_payload, models, prepare_upload
from notify_sdk._validation.accepted import plain_personalisation, values_by_name
from notify_sdk._validation.request import Request, RequestPart
from notify_sdk.recipients import Country, EmailAddress, PhoneNumber, PostalAddress, Postcode, RecipientError
from notify_sdk.sandbox import Sandbox
from notify_sdk.templates import EmailMessage, LetterMessage, SmsMessage, Source
from notify_sdk.testing import NotifyInbox
from tests.support.clients import ID, BlockingClient, ClientKind
from tests.support.refusals import refused

NUMBER, EMAIL = "+447700900123", "amala@example.com"
LINES = ["Amala Bird", "102 High Street", "SW14 6BH"]
ADDRESS = {"address_line_1": LINES[0], "address_line_2": LINES[1], "postcode": LINES[2]}
SOON = datetime.now(UTC) + timedelta(hours=2)
VALUES = {"name": "Amala", "date": "3 March 2026"}


@dataclass
class Data:
    name: str
    date: date


@pydantic.dataclasses.dataclass(frozen=True)
class CheckedData:
    name: str
    date: date


@dataclass(slots=True)
class Slotted:
    name: str
    date: str = field(default="3 March 2026", repr=False)


class Form(pydantic.BaseModel):
    name: str
    date: date


class Written(pydantic.BaseModel):
    """A model whose fields have other names when it is written, and which writes one itself."""

    model_config = pydantic.ConfigDict(extra="allow")
    to_whom: str = pydantic.Field(alias="name")

    @pydantic.computed_field  # type: ignore[prop-decorator]  # as pydantic documents it
    @property
    def date(self) -> str:
        return "3 March 2026"


class Typed(TypedDict):
    name: str
    date: date


DAY = date(2026, 3, 3)
SAME_VALUES: dict[str, Any] = {
    "dict": VALUES,
    "mapping": MappingProxyType(VALUES),
    "TypedDict": Typed(name="Amala", date=DAY),
    "dataclass": Data("Amala", DAY),
    "slots": Slotted("Amala"),
    "dataclass of pydantic": CheckedData("Amala", DAY),
    "model": Form(name="Amala", date=DAY),
    "aliases": Written(name="Amala"),
}
SAME_ADDRESS: dict[str, Any] = {
    "dict": ADDRESS,
    "LetterAddress": LetterAddress(**ADDRESS),
    "PostalAddress": PostalAddress.from_lines(LINES),
    "personalisation": PostalAddress.from_lines(LINES).personalisation(),
    "mapping": MappingProxyType(ADDRESS),
    "form": models.LetterPersonalisation(**ADDRESS),
}
SPELLINGS: dict[str, tuple[Any, list[Any]]] = {
    "Id": (ID, [UUID(ID), ID.upper(), ID.replace("-", "")]),
    "SmsRecipient": (NUMBER, [PhoneNumber.parse("07700 900123")]),
    "EmailRecipient": (EMAIL, [EmailAddress.parse(" Amala@Example.com")]),
    "SendTime": (SOON.isoformat(), [SOON]),
    "Names": (["a", "b"], [("a", "b"), {"b", "a"}, {"a": 1, "b": 2}.keys()]),
    "PostageChoice": ("first", []),
    "Personalisation": (VALUES, list(SAME_VALUES.values())),
}
"""What is accepted, by the name of its type: plain JSON, and other spellings of the same."""

BODIES: dict[str, dict[str, Any]] = {
    "SendSmsRequest": {"phone_number": NUMBER, "template_id": ID},
    "SendEmailRequest": {"email_address": EMAIL, "template_id": ID},
    "SendLetterRequest": {"template_id": ID, "personalisation": ADDRESS},
    "SendPrecompiledLetterRequest": {"reference": "r", "content": "JVBERi0="},
}
KINDS = {"SendSmsRequest": "sms", "SendEmailRequest": "email", "SendLetterRequest": "letter", "TemplatePreviewRequest": "preview"}  # fmt: skip


def constructors() -> dict[str, dict[str, str]]:
    """The arguments of each request with the names of their accepted types, as the generated source has them."""
    found = dict[str, dict[str, str]]()
    for path in Path(models.__file__).parent.glob("*.py"):
        for request in ast.parse(path.read_text()).body:
            for made in ast.walk(request):
                if isinstance(request, ast.ClassDef) and isinstance(made, ast.FunctionDef):
                    arguments = made.args.kwonlyargs
                    found[request.name] = {each.arg: ast.unparse(each.annotation) for each in arguments}
    return found


def test_each_request_has_a_typed_constructor() -> None:
    assert constructors().keys() == {name for name in models.__all__ if is_request(getattr(models, name))}
    for name, arguments in constructors().items():
        assert list(arguments) == list(getattr(models, name).model_fields)
    named = {kind.removesuffix(" | None") for arguments in constructors().values() for kind in arguments.values()}
    assert SPELLINGS.keys() <= named


def is_request(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, Request | RequestPart)


def spelled() -> Iterator[Any]:
    """Each argument of each request in each spelling, beside the plain one."""
    for name, arguments in constructors().items():
        for argument, annotation in arguments.items():
            kind = annotation.removesuffix(" | None")
            if kind not in SPELLINGS:
                continue
            plain, others = SPELLINGS[kind]
            if (name, argument) == ("SendLetterRequest", "personalisation"):
                plain, others = ADDRESS, list(SAME_ADDRESS.values())
            for number, other in enumerate(others):
                yield pytest.param(name, argument, plain, other, id=f"{name}-{argument}-{number}")


@pytest.mark.parametrize(("name", "argument", "plain", "other"), list(spelled()))
def test_each_spelling_makes_the_same_request(name: str, argument: str, plain: object, other: Any) -> None:
    model: Any = getattr(models, name)
    body = BODIES.get(name, {})
    written = model(**body, **{argument: plain} if argument not in body else {}).model_dump_json(exclude_unset=True)
    given_body = {**body, argument: other}
    made = model(**given_body)
    assert made.model_dump_json(exclude_unset=True) == written
    assert json.loads(written) == model.model_validate(json.loads(written)).model_dump(mode="json", exclude_unset=True)
    if name in KINDS:
        assert check_payload(given_body, KINDS[name]) == []  # type: ignore[arg-type]  # one of the four
    assert check_payload(made) == [] or name not in KINDS


# As arguments, None is left out; what Notify would refuse raises the package's own error, for parts of requests, too.
REFUSED: list[tuple[Callable[[], object], list[str]]] = [
    (lambda: LetterAddress(address_line_1="", address_line_2=None, postcode=5),  # type: ignore[arg-type]
     ["address_line_1 is empty", "postcode is not of type string", "address_line_2 is a required property"]),
    (lambda: models.LetterPersonalisation(**ADDRESS, amount=Decimal(1)),
     ["amount: a value of type Decimal can't be sent (write it as text first, such as f\"{value:.2f}\")"]),
    (lambda: models.LetterPersonalisation(address_line_1="A"),
     ["Address must be at least 3 lines (address_line_2 and postcode are missing)"]),
    (lambda: models.Upload(file="", filename="a"),
     ["filename `filename` must end with a file extension. For example, filename.csv"]),
    (lambda: models.Upload(file="", files=""),  # type: ignore[call-arg]
     ["Additional properties are not allowed (files was unexpected)"]),
    (lambda: models.SendSmsRequest(phone_number="0770", template_id="x"),
     ["phone_number Not enough digits (a UK mobile number has 11 digits, such as 07700 900 900)",
      "template_id is not a valid UUID"]),
    (lambda: models.SendLetterRequest(template_id=ID, personalisation=PhoneNumber.parse(NUMBER)),
     ["personalisation is not of type object"]),
    (lambda: models.TemplatesQuery(type="fax"), ["type fax is not one of [sms, email, letter]"]),  # type: ignore[arg-type]
]  # fmt: skip


@pytest.mark.parametrize(("make", "wrong"), REFUSED)
def test_a_request_that_notify_would_refuse_raises_the_packages_error(
    make: Callable[[], object], wrong: list[str]
) -> None:
    assert refused(make) == wrong


def test_none_is_left_out_of_parts_too() -> None:
    address = LetterAddress(**ADDRESS, address_line_3=None)
    assert address.model_dump(exclude_unset=True) == ADDRESS
    assert models.Upload(file="", is_csv=None).model_dump(exclude_unset=True) == {"file": ""}


# The same through the clients: what goes over the wire is the same.


class Reminder(SmsMessage):
    TEMPLATE = Source(UUID(Sandbox().templates["appointment reminder"]), "appointment reminder", 1, "((name)) ((date))")
    name: str
    date: str


class Received(EmailMessage):
    TEMPLATE = Source(
        UUID(Sandbox().templates["application received"]), "application received", 1, "((name))", "((name))"
    )
    name: str
    urgent: bool
    items: str


class Changed(LetterMessage):
    TEMPLATE = Source(UUID(Sandbox().templates["change of address"]), "change of address", 1, "((date))", "((date))")
    date: str


def of(sandbox: Sandbox, client_kind: ClientKind, **options: Any) -> BlockingClient:
    return BlockingClient(client_kind, sandbox.api_key, "http://localhost", transport=sandbox.transport, **options)


def sent(client_kind: ClientKind, call: Callable[[BlockingClient], object]) -> Any:
    """The body of the one request of a call."""
    sandbox = Sandbox()
    with of(sandbox, client_kind) as client:
        call(client)
    (message,) = sandbox.inbox
    return json.loads(message.request)


REMINDER, RECEIVED, CHANGED = (str(each.TEMPLATE.id) for each in (Reminder, Received, Changed))


@pytest.mark.parametrize("values", SAME_VALUES)
def test_values_are_the_same_however_they_are_given(client_kind: ClientKind, values: str) -> None:
    given_values = SAME_VALUES[values]
    assert sent(client_kind, lambda client: client.send_sms_notification(NUMBER, REMINDER, given_values)) == {
        "phone_number": NUMBER, "template_id": REMINDER, "personalisation": VALUES}  # fmt: skip
    with of(Sandbox(), client_kind) as client:
        preview = client.post_template_preview(REMINDER, given_values)
        assert preview.body == "Hello Amala, your appointment is on 3 March 2026."
        more = {**values_by_name(given_values), "urgent": False, "items": "a"}
        assert client.send_email_notification(EMAIL, RECEIVED, more).content.subject
        assert client.send_letter_notification(CHANGED, ADDRESS | values_by_name(given_values)).id


RECIPIENTS: dict[str, tuple[Callable[[BlockingClient, Any], object], list[Any]]] = {
    "sms": (lambda client, to: client.send_sms_notification(to, REMINDER, VALUES), [NUMBER, PhoneNumber.parse(NUMBER)]),
    "send sms": (lambda client, to: client.send(Reminder(name="A", date="B"), to), [NUMBER, PhoneNumber.parse(NUMBER)]),
    "email": (lambda client, to: client.send_email_notification(to, RECEIVED, {"name": "A", "urgent": 1, "items": "a"}),
              [EMAIL, EmailAddress.parse(EMAIL)]),
    "send email": (lambda client, to: client.send(Received(name="A", urgent=True, items="a"), to),
                   [EMAIL, EmailAddress.parse(EMAIL)]),
    "letter": (lambda client, to: client.send_letter_notification(CHANGED, values_by_name(to) | {"date": "B"}),
               list(SAME_ADDRESS.values())),
    "send letter": (lambda client, to: client.send(Changed(date="B"), to), list(SAME_ADDRESS.values())[:-1]),
}  # fmt: skip
ONLY_TO: list[list[Any]] = [
    [NUMBER, EMAIL, LINES[2]],
    [PhoneNumber.parse(NUMBER), EmailAddress.parse(EMAIL), PostalAddress.from_lines(LINES)],
    [PhoneNumber.parse(NUMBER), EmailAddress.parse(EMAIL), Postcode.parse(LINES[2])],
]


@pytest.mark.parametrize("call", RECIPIENTS)
def test_recipients_are_the_same_however_they_are_given(client_kind: ClientKind, call: str) -> None:
    send, spellings = RECIPIENTS[call]
    plain, *others = (sent(client_kind, lambda client, to=to: send(client, to)) for to in spellings)  # type: ignore[misc]
    assert others == [plain] * len(others)


@pytest.mark.parametrize("only_to", ONLY_TO, ids=["texts", "parsed", "a postcode"])
def test_an_allow_list_takes_them_too(client_kind: ClientKind, only_to: list[Any]) -> None:
    sandbox = Sandbox()
    with of(sandbox, client_kind, only_to=only_to) as client:
        for send, spellings in RECIPIENTS.values():
            send(client, spellings[1])
        assert refused(client.send_sms_notification, PhoneNumber.parse("07700900124"), REMINDER, VALUES)
        assert refused(client.send_email_notification, EmailAddress.parse(f"x{EMAIL}"), RECEIVED, VALUES)


@pytest.mark.parametrize("entry", [Country, PostalAddress.from_lines(["A", "B", "France"]), None, 5])
def test_what_is_no_recipient_is_not_in_an_allow_list(client_kind: ClientKind, entry: object) -> None:
    assert refused(of, Sandbox(), client_kind, only_to=[entry]) == [
        "only_to[0] is not an email address, a domain, a phone number or a postcode"
    ]


def test_they_find_messages_in_an_inbox(client_kind: ClientKind) -> None:
    sandbox = Sandbox()
    with of(sandbox, client_kind) as client:
        for send, spellings in list(RECIPIENTS.values())[::2]:
            send(client, spellings[1])
    text, email, letter = sandbox.inbox
    inbox = NotifyInbox(sandbox)
    for box in (sandbox.inbox, inbox):
        assert box.to(PhoneNumber.parse(NUMBER)) == [text]
        assert box.to(EmailAddress.parse(EMAIL)) == [email]
        assert box.to(PostalAddress.from_lines(LINES)) == [letter]
        assert box.to(PostalAddress.from_lines(["Somebody else", *LINES[1:]])) == []
    assert inbox.assert_sent_sms(PhoneNumber.parse(NUMBER), personalisation=Form(name="Amala", date=DAY)) == text
    assert inbox.assert_sent_email(EmailAddress.parse(EMAIL)) == email
    assert inbox.assert_sent_letter(PostalAddress.from_lines(LINES)) == letter
    with pytest.raises(AssertionError, match="102 High Street"):
        inbox.assert_sent_letter(PostalAddress.from_lines(["Somebody else", *LINES[1:]]))


WRONG_RECIPIENTS = [
    EmailAddress.parse(EMAIL),
    PostalAddress.from_lines(LINES),
    Data("a", DAY),
    7700900123,
    b"",
    [NUMBER],
]


@pytest.mark.parametrize("to", WRONG_RECIPIENTS, ids=lambda each: type(each).__name__)
def test_a_recipient_of_another_kind_is_refused(unsent: BlockingClient, to: object) -> None:
    assert refused(unsent.send_sms_notification, to, REMINDER, VALUES) == ["phone_number is not of type string"]
    assert refused(unsent.send, Reminder(name="A", date="B"), to) == ["to is not a text or a PhoneNumber, as Reminder needs it"]  # fmt: skip


NO_VALUES = [
    "name", b"", 5, [("name", "Amala")], Data, Form, PhoneNumber.parse(NUMBER), EmailAddress.parse(EMAIL),
    Postcode.parse(LINES[2]), pydantic.RootModel[list[int]]([1]),
]  # fmt: skip


@pytest.mark.parametrize("values", NO_VALUES, ids=lambda each: type(each).__name__)
def test_what_has_no_names_is_not_personalisation(unsent: BlockingClient, values: object) -> None:
    for call in (
        lambda: unsent.send_sms_notification(NUMBER, REMINDER, values),
        lambda: unsent.send_email_notification(EMAIL, RECEIVED, values),
        lambda: unsent.send_letter_notification(CHANGED, values),
        lambda: unsent.post_template_preview(REMINDER, values),
    ):
        assert refused(call) == ["personalisation is not of type object"]
    with pytest.raises(RequestValidationError, match="personalisation is of type"):
        values_by_name(values)  # type: ignore[arg-type]  # which is what is refused


def test_an_upload_in_a_model_is_sent_without_options_that_it_was_not_given() -> None:
    class Document(pydantic.BaseModel):
        link: models.Upload
        amount: Decimal
        nothing: None = None

        @pydantic.field_serializer("amount")
        def _as_text(self, amount: Decimal) -> str:
            return f"{amount:.2f}"

    upload = prepare_upload(b"a", "a.csv")
    request = models.SendEmailRequest(
        email_address=EMAIL, template_id=ID, personalisation=Document(link=upload, amount=Decimal(5))
    )
    written = json.loads(request.model_dump_json(exclude_unset=True))["personalisation"]
    assert written == {"link": {"file": "YQ==", "filename": "a.csv"}, "amount": "5.00", "nothing": None}


@given(st.lists(st.text(st.characters(codec="ascii"), max_size=9), max_size=6), st.sampled_from(["SW14 6BH", "France"]))
def test_an_address_as_personalisation_is_the_same_address(lines: list[str], last: str) -> None:
    try:
        address = PostalAddress.from_lines([*lines, last])
    except RecipientError:
        return
    values = address.personalisation()
    assert PostalAddress.from_personalisation(values) == address
    assert plain_personalisation(address) == values
    assert list(values) == [f"address_line_{number}" for number in range(1, len(address.lines))] + ["postcode"]
