"""Requests as they are parsed: JSON, queries, ids and the options of files."""

import string
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.sandbox import Request, Sandbox
from tests.sandbox.api.sends import NOW, email, errors, message, send, text, unlimited_sandbox
from tests.sandbox.signed_requests import send_request

SANDBOX = unlimited_sandbox()
TEXT = SANDBOX.templates["security code"]
EMAIL = SANDBOX.templates["document"]
VALUES = {"name": "Ada", "link_to_file": "x", "form_enclosed": ""}


@pytest.fixture
def sandbox():
    return Sandbox(clock=lambda: NOW)


def test_options_of_files_are_checked_after_the_template_and_the_first_bad_file_is_reported(sandbox):
    bad = {"a": {"file": "x", "is_csv": 5, "filename": 5}, "b": {"file": 5}}
    unknown = {"email_address": "a@b.com", "template_id": "00000000-0000-4000-8000-000000000000"}
    nowhere = send(sandbox, "email", **unknown, personalisation=bad)
    assert message(nowhere) == "Template not found"
    assert message(email(sandbox, personalisation=bad)).startswith("Missing personalisation: ")
    values = {"name": "x", "link_to_file": "x", "form_enclosed": "", **bad}
    sandbox.service.contact_link = None
    errors = [error["message"] for error in email(sandbox, personalisation=values).json()["errors"]]
    assert errors == [
        "is_csv Unsupported value for is_csv: 5. Use a boolean true or false value.",
        "filename `filename` must end with a file extension. For example, filename.csv",
        "Do not set a value for `is_csv` if `filename` is set.",
    ]
    assert message(text(sandbox, personalisation={"name": "x", "date": "x", **bad})) == "Can only send a file by email"


def spellings(identifier):
    text, bare = str(identifier), identifier.hex
    groups = "-".join(bare[place : place + 4] for place in range(0, 32, 4))
    known = [text, text.upper(), bare, f"{{{text}}}", f"{{{bare}}}", groups]
    unknown = [
        *(f"urn:uuid:{text}", f"urn:{text}", f"{{{text}", f"{text}}}", bare[:2] + "-" + bare[2:], bare + "-"),
        *(text.translate(dict(zip(map(ord, string.digits), "٠١٢٣٤٥٦٧٨٩", strict=True))), bare[:4] + "--" + bare[4:]),
    ]
    return known, [each for each in unknown if UUID(each) == identifier and each not in known]


@given(identifier=st.uuids())
def test_ids_in_paths_are_read_as_the_database_reads_them(identifier):
    known, unknown = spellings(identifier)
    for each in known:
        for path in (f"/v2/template/{each}", f"/v2/notifications/{each}", f"/v2/notifications/{each}/pdf"):
            assert errors(send_request(SANDBOX, "GET", path)) == [("NoResultFound", "No result found")]
    for each in unknown:
        for path in (f"/v2/template/{each}", f"/v2/template/{each}/version/1", f"/v2/notifications/{each}"):
            assert errors(send_request(SANDBOX, "GET", path)) == [("DataError", "No result found")]
        assert errors(send_request(SANDBOX, "POST", f"/v2/template/{each}/preview", body={})) == [
            ("DataError", "No result found")
        ]
        for path in ("notifications", "received-text-messages"):
            refused = send_request(SANDBOX, "GET", f"/v2/{path}", query=f"older_than={each}")
            assert errors(refused) == [("DataError", "No result found")]


def test_ids_of_senders_are_read_by_the_database_and_ids_of_cached_templates_are_not():
    sandbox = Sandbox(clock=lambda: NOW)
    sender, reply_to = sandbox.service.sms_senders[1], sandbox.service.email_reply_tos[0]
    text = {"phone_number": "07700900123", "template_id": TEXT, "personalisation": {"code": "1", "app": ""}}
    email = {"email_address": "a@b.com", "template_id": EMAIL, "personalisation": VALUES}
    for field, identifier, body, kind in (
        ("sms_sender_id", sender.id, text, "sms"),
        ("email_reply_to_id", reply_to.id, email, "email"),
    ):
        known, unknown = spellings(identifier)
        assert {send(sandbox, kind, **body, **{field: each}).status for each in known} == {201}
        assert {send(sandbox, kind, **body, **{field: each}).status for each in unknown} == {404}
    known, unknown = spellings(UUID(TEXT))
    template = sandbox.service.template(UUID(TEXT))
    assert {send(sandbox, "sms", **{**text, "template_id": each}).status for each in [*known, *unknown]} == {201}
    template.archived = True
    refused = [errors(send(sandbox, "sms", **{**text, "template_id": each}))[0] for each in [*known, *unknown]]
    assert set(refused) == {("BadRequestError", "Template has been deleted"), ("DataError", "No result found")}


@given(raw=st.binary(min_size=1, max_size=6))
def test_bytes_of_a_query_that_are_not_utf_8_stay_percent_encoded(raw):
    query = "reference=" + "".join(f"%{byte:02x}" for byte in raw)
    found = send_request(SANDBOX, "GET", "/v2/notifications", query=query)
    if b"\0" in raw:
        assert found.status == 500
        return
    link = found.json()["links"]["current"]
    wanted = raw.decode("utf-8", "notify-percent")
    assert Request("GET", "/", link.partition("?")[2]).query.startswith("reference=")
    assert ("%25" in link) == ("%" in wanted)
