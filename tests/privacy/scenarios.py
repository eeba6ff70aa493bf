"""Calls with personal data in every argument: those that succeed, and one for each kind of failure."""

from __future__ import annotations

import io
import json
from pathlib import Path
from uuid import uuid4

import httpx
from django.core.mail import EmailMessage

from notify_sdk import (
    Checks,
    NotificationsAPIClient,
    callbacks,
    check_payload,
    models,
    prepare_upload,
    reference_for,
)
from notify_sdk.django import TemplateEmail
from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, Postcode
from notify_sdk.rendering import TextMessage, render
from notify_sdk.sandbox import Fault
from tests.privacy.calls import (
    ANSWERS,
    BAD,
    EMAIL,
    FAULTS,
    KINDS,
    LANDLINE,
    LINES,
    PHONE,
    REFERENCE,
    VALUE,
    WARNED,
    Scenario,
    answering,
    as_errors,
    by_command,
    by_django,
    calling,
    cut,
    in_process,
    mail,
    of_kind,
    on_send,
    over_http,
    plainly,
    raising,
    service,
)
from tests.support.clients import ID

GIVEN = ("-v", f"name={VALUE}", "-v", f"date={VALUE}")
TEXT = ("send", "sms", "-t", "appointment reminder", "--reference", REFERENCE)

WORKING: dict[str, Scenario] = {
    **{f"{kind} works": calling(of_kind(kind)) for kind in KINDS if kind not in {"one", "waiting"}},
    "one works": calling(
        lambda caller: caller.get_notification_by_id(caller.get_all_notifications().notifications[0].id)
    ),
    "values of every type": calling(
        lambda caller: caller.post_template_preview(
            service().sandbox.templates["document"],
            {
                "name": [VALUE, (VALUE, {VALUE})],
                "date": {VALUE: {VALUE: [VALUE]}},
                "form_enclosed": VALUE,
                "link_to_file": VALUE,
            },
        )
    ),
    "an upload in an email": calling(
        lambda caller: caller.send_email_notification(
            EMAIL,
            service().sandbox.templates["document"],
            {"name": VALUE, "form_enclosed": VALUE, "link_to_file": prepare_upload(VALUE.encode(), f"{VALUE}.csv")},
            sanitise_content_for=["name"],
            one_click_unsubscribe_url=f"https://example.com/{EMAIL}",
        )
    ),
    **{f"{kind} over HTTP": over_http(of_kind(kind)) for kind in ("sms", "each")},
    "each over a proxy": over_http(of_kind("each"), proxy=True),
    "each of a sandbox": in_process(of_kind("each")),
    "a command that sends a PDF": by_command("send", "precompiled", "letter.pdf", "--reference", REFERENCE),
    "a command that sends to a file": by_command(
        "send", "sms", "-t", "appointment reminder", "--recipients", "people.csv"
    ),
    "a guarded send": calling(of_kind("sms"), only_to=[PHONE, EMAIL, "LS28 5TF"]),
    "a guarded email": calling(of_kind("email"), only_to=[PHONE, EMAIL, "LS28 5TF"]),
    "a guarded letter": calling(of_kind("letter"), only_to=[PHONE, EMAIL, "LS28 5TF"]),
    "a lost send": calling(of_kind("sms", None), Fault("reset", work="done", times=1), reconcile=True),
    "a lost letter": calling(of_kind("letter", None), Fault("reset", work="done", times=1), reconcile=True),
    "a lost PDF": calling(
        lambda caller: caller.send_precompiled_letter_notification(f"{EMAIL} {uuid4()}", f"%PDF {VALUE}".encode()),
        Fault("reset", work="done", times=1),
        reconcile=True,
    ),
    "a generated text": calling(on_send("AppointmentReminder", PHONE, name=VALUE, date=VALUE)),
    "a generated letter": calling(on_send("ChangeOfAddress", LINES, date=VALUE)),
    "a file": plainly(lambda: prepare_upload(VALUE.encode(), f"{VALUE}.csv")),
    "a reference": plainly(lambda: reference_for(PHONE, ID, {"name": VALUE}, secret=VALUE)),
    "a payload": plainly(lambda: check_payload({"phone_number": PHONE, "template_id": ID}, "sms")),
    "a text payload": plainly(lambda: check_payload(json.dumps({"email_address": EMAIL, "template_id": ID}), "email")),
    "a number": plainly(lambda: PhoneNumber.parse(PHONE)),
    "a number abroad": plainly(lambda: PhoneNumber.parse("+91 77009 00417")),
    "an address": plainly(lambda: PostalAddress.from_lines(LINES.values())),
    "an email address": plainly(lambda: EmailAddress.parse(EMAIL)),
    "a postcode": plainly(lambda: Postcode.parse("LS28 5TF")),
    "a text": plainly(lambda: TextMessage.of(VALUE)),
    "a rendered email": plainly(
        lambda: render(
            "email", body="((name)) ((a??b))", subject="((name))", personalisation={"name": VALUE, "a": "yes"}
        )
    ),
    "a mail": by_django(mail),
    "a mail of its own": by_django(
        lambda: TemplateEmail(
            service().sandbox.templates["application received"],
            [EMAIL],
            {"name": VALUE, "urgent": "yes", "items": VALUE},
            reference=REFERENCE,
        )
    ),
    "a command that sends a text": by_command(*TEXT, "--to", PHONE, *GIVEN),
    "a command that sends many": by_command(*TEXT, "--to", PHONE, "--to", PHONE, *GIVEN, "--yes", "--json"),
    "a command that sends none": by_command(*TEXT, "--to", PHONE, *GIVEN, "--dry-run"),
    "a command that sends an email": by_command(
        "send", "email", "-t", "document", "--to", EMAIL, *GIVEN, "-v", f"form_enclosed={VALUE}", "-v", "link_to_file=x"
    ),
    "a command that sends a letter": by_command(
        "send", "letter", "-t", "change of address", "--to", ", ".join(LINES.values()), *GIVEN
    ),
    "a command that lists": by_command("list", "--reference", REFERENCE),
    "a token": plainly(lambda: callbacks.verify({"Authorization": f"Bearer {VALUE}"}, [VALUE, EMAIL])),
    "a receipt": plainly(lambda: callbacks.parse(RECEIPT)),
    "a text that came": plainly(lambda: callbacks.parse(RECEIVED)),
}
RECEIPT = json.dumps(
    {"id": ID, "reference": REFERENCE, "to": EMAIL, "status": "delivered", "created_at": "2026-11-23T12:00:00Z",
     "completed_at": "2026-11-23T12:00:00Z", "sent_at": None, "notification_type": "email", "template_id": ID,
     "template_version": 1}
)  # fmt: skip
RECEIVED = json.dumps(
    {"id": ID, "source_number": PHONE, "destination_number": PHONE, "message": VALUE,
     "date_received": "2026-11-23T12:00:00Z"}
)  # fmt: skip

FAILING: dict[str, Scenario] = {
    **{f"refused here: {name}": calling(call) for name, call in BAD.items()},
    **{f"warned of: {name}": as_errors(calling(BAD[name], check=Checks("warn"))) for name in WARNED},
    **{
        f"{kind}: {fault}": calling(of_kind(kind), fault)
        for kind in KINDS
        if kind != "each"
        for fault in FAULTS
        if fault.kind != "answer" and not fault.delay and not (kind in ("one", "waiting") and fault.skew)
    },
    **{
        f"{kind}, looked for: {fault}": calling(of_kind(kind), fault, reconcile=True)
        for kind in ("sms", "email", "letter", "precompiled")
        for fault in (Fault("reset"), Fault("truncate", work="done"))
    },
    **{
        f"{kind}: {name}": as_errors(calling(of_kind(kind), transport=answering(*answer)))
        for kind in KINDS
        for name, answer in ANSWERS.items()
    },
    **{
        f"{kind}: {error!r}": calling(of_kind(kind), transport=make(error))
        for kind in KINDS
        for make in (raising, cut)
        for error in (
            httpx.ConnectError("no"),
            httpx.ReadTimeout("late"),
            httpx.WriteError("broken"),
            httpx.DecodingError("odd"),
            OSError("gone"),
            KeyboardInterrupt(),
            ValueError("of a transport"),
        )
    },
    "a guarded send to another": calling(of_kind("sms"), only_to=["a@example.com"]),
    "a guarded email to another": calling(of_kind("email"), only_to=["a@example.com"]),
    "a guarded letter to another": calling(of_kind("letter"), only_to=["a@example.com"]),
    "a guard that is none": plainly(lambda: NotificationsAPIClient(service().key, only_to=[EMAIL, f"{VALUE}!"])),
    "a key that is none": plainly(lambda: NotificationsAPIClient(f"{service().key}-{VALUE}")),
    "a key of a type": plainly(lambda: NotificationsAPIClient([service().key])),
    "a base URL that is none": plainly(lambda: NotificationsAPIClient(service().key, f"https://{VALUE}@example.com")),
    "a base URL of http": plainly(lambda: NotificationsAPIClient(service().key, f"http://{VALUE}@example.com")),
    "a generated text to an email": calling(on_send("AppointmentReminder", LINES, name=VALUE, date=VALUE)),
    "a generated text to nobody": calling(on_send("AppointmentReminder", EMAIL, name=VALUE, date=VALUE)),
    "a generated email with an option": calling(
        lambda caller: caller.send(
            service().message("AppointmentReminder", name=VALUE, date=VALUE), PHONE, one_click_unsubscribe_url=EMAIL
        )
    ),
    "a generated class": plainly(lambda: service().message("AppointmentReminder", name=VALUE)),
    "a generated class with too much": plainly(
        lambda: service().message("AppointmentReminder", name=VALUE, date=None, x=EMAIL)
    ),
    "values of a generated class": plainly(
        lambda: service().classes["AppointmentReminder"].from_personalisation({VALUE: VALUE})
    ),
    "an upload of text": plainly(lambda: prepare_upload(io.StringIO(VALUE), EMAIL)),
    "an upload's name": plainly(lambda: prepare_upload(VALUE.encode(), VALUE)),
    "an upload's period": plainly(lambda: prepare_upload(VALUE.encode(), retention_period="ever")),
    "an upload that is gone": plainly(lambda: prepare_upload(Path(VALUE))),
    "a reference to a value": plainly(lambda: reference_for(PHONE, ID, {"name": object(), "b": VALUE})),
    "a reference to an id": plainly(lambda: reference_for(PHONE, VALUE)),
    "a payload of no kind": plainly(lambda: check_payload({"phone_number": PHONE}, VALUE)),
    "a number that is too long": plainly(lambda: PhoneNumber.parse(PHONE + "999999999999")),
    "a number that is too short": plainly(lambda: PhoneNumber.parse(LANDLINE[4:])),
    "a number with a letter": plainly(lambda: PhoneNumber.parse(f"{PHONE}a")),
    "a number of nowhere": plainly(lambda: PhoneNumber.parse("+999 7700900417")),
    "a landline": plainly(lambda: PhoneNumber.parse(LANDLINE, allow_landline=False)),
    "a number that is foreign": plainly(lambda: PhoneNumber.parse("+91 77009 00417", allow_international=False)),
    "an email address that is none": plainly(lambda: EmailAddress.parse(f"{EMAIL}@")),
    "an email address with a domain": plainly(lambda: EmailAddress.parse(f"{EMAIL}..x")),
    "an email address of a label": plainly(lambda: EmailAddress.parse(f"{EMAIL}.-x")),
    "a postcode that is none": plainly(lambda: Postcode.parse(VALUE)),
    "an address without a postcode": plainly(lambda: PostalAddress.from_lines(["Unusual", "Rarely", VALUE])),
    "an address of two lines": plainly(lambda: PostalAddress.from_lines(["Unusual", "LS28 5TF"])),
    "an address of eight": plainly(lambda: PostalAddress.from_lines([*["Unusual"] * 8, "LS28 5TF"])),
    "an address of values": plainly(lambda: PostalAddress.from_personalisation({"address_line_1": "Unusual"})),
    "an address in brackets": plainly(lambda: PostalAddress.from_lines(["(Unusual", "Rarely", "LS28 5TF"])),
    "an address abroad": plainly(
        lambda: PostalAddress.from_lines(["Unusual", "Rarely", "France"], allow_international=False)
    ),
    "a model": plainly(
        lambda: models.SendSmsRequest(
            phone_number=PHONE * 3, template_id=ID, personalisation={"name": [VALUE, object()]}
        )
    ),
    "a model of JSON": plainly(
        lambda: models.SendEmailRequest.model_validate_json(json.dumps({"email_address": VALUE}))
    ),
    "an address model": plainly(lambda: models.LetterAddress(address_line_1="Unusual", postcode=object())),
    "a text without a value": plainly(lambda: render("sms", body="((x))", personalisation={VALUE: VALUE})),
    "a mail in HTML": by_django(lambda: html(mail())),
    "a mail to nobody": by_django(lambda: mail(f"{EMAIL}@")),
    "a mail with a reply-to": by_django(lambda: mail(reply_to=[EMAIL])),
    "a mail with no place for its file": by_django(mail, file_placeholders=[]),
    "a mail whose template is gone": by_django(mail, template_id=ID),
    "a mail whose template has no place": by_django(mail, subject_placeholder="nothing"),
    "a mail whose key is none": by_django(mail, api_key=VALUE),
    "a command that sends to nobody": by_command(*TEXT, "--to", EMAIL, *GIVEN),
    "a command that sends too little": by_command(*TEXT, "--to", PHONE, "--dry-run", "-v", f"name={VALUE}"),
    "a command with a value that is none": by_command(*TEXT, "--to", PHONE, "-v", VALUE),
    "a command that looks for a value": by_command("status", VALUE),
    "a token that is empty": plainly(lambda: callbacks.verify({"Authorization": f"Bearer {VALUE}"}, [VALUE, ""])),
    "a receipt that is none": plainly(lambda: callbacks.parse(json.dumps({"id": EMAIL, "to": EMAIL}))),
    "a text that is none": plainly(lambda: callbacks.parse(json.dumps({"source_number": PHONE, "id": VALUE}))),
    "a callback that is no JSON": plainly(lambda: callbacks.parse(f"{VALUE}{{")),
}


def html(message: EmailMessage) -> EmailMessage:
    message.content_subtype = "html"
    return message
