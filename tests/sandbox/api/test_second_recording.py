"""Rules that the second recording taught, each held for its whole kind."""

import string
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.rendering import key, sanitise
from notify_sdk.sandbox import Request, Sandbox, WorldError
from notify_sdk.sandbox.world.load import state_of
from notify_sdk.sandbox.world.state import EmailFile, EmailReplyTo, SmsSender
from tests.conformance.data import world
from tests.conformance.replay import recorded_sandbox
from tests.sandbox.signed_requests import bearer_token, send_request

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SANDBOX = Sandbox(clock=lambda: NOW)
SANDBOX.service.rate_limit_per_minute = 10**9
SANDBOX.service.daily_limits = {}
TEXT = SANDBOX.templates["security code"]
EMAIL = SANDBOX.templates["document"]
VALUES = {"name": "Ada", "link_to_file": "x", "form_enclosed": ""}
INVISIBLE = "\u180e\u200b\u200c\u200d\u2060\ufeff\u2028\u2029\u00a0\u202f"


def send(kind, sandbox=SANDBOX, **body):
    return send_request(sandbox, "POST", f"/v2/notifications/{kind}", body=body)


def send_text(to="07700900123", **body):
    return send("sms", phone_number=to, template_id=TEXT, personalisation={"code": "1", "app": ""}, **body)


def send_email(values=VALUES, **body):
    return send("email", **{"email_address": "a@b.com", "template_id": EMAIL, "personalisation": values, **body})


def read(sent, sandbox=SANDBOX):
    return send_request(sandbox, "GET", f"/v2/notifications/{sent.json()['id']}").json()


def errors(response):
    return [(error["error"], error["message"]) for error in response.json()["errors"]]


@given(
    around=st.tuples(*[st.text(st.sampled_from(INVISIBLE + " \t\n\r\v\f"), max_size=3)] * 2),
    inside=st.text(st.sampled_from(INVISIBLE), max_size=2),
)
def test_a_recipient_is_kept_without_what_cannot_be_seen(around, inside):
    before, after = around
    sent = send_email(email_address=f"{before}Ada{inside}@example.com{after}")
    assert read(sent)["email_address"] == "Ada@example.com"
    sent = send_text(f"{before}07700 {inside}900 123{after}")
    if sent.status == 201:  # what the rules for numbers make of it is tested with them
        assert read(sent)["phone_number"] == "07700 900 123"


@given(data=st.data())
def test_sanitised_values_are_shown_under_the_names_that_were_given(data):
    name = data.draw(st.sampled_from(["name", "Name", "NA_ME", "na-me ", " n a m e"]))
    listed = data.draw(st.lists(st.sampled_from(["name", "NAME", "n_a_m_e", "other", None]), min_size=1, max_size=4))
    value = data.draw(st.text(st.characters(codec="utf-8"), max_size=12))
    values = {"link_to_file": "x", "form_enclosed": "", name: value}
    sent = send_email(values, sanitise_content_for=listed)
    safe = sanitise(value)
    wanted = {name: {"sanitised": safe, "unsanitised": value}} if safe != value else {}
    assert sent.json()["sanitised_content"] == (wanted if {"name"} & {key(each) for each in listed if each} else {})


domains = st.from_regex(r"([a-zéß0-9][a-zé0-9-]{0,4}\.){1,3}[a-z]{2,6}", fullmatch=True)


@given(
    domain=domains,
    path=st.from_regex(r"[/?#][!-;=-~é]{0,8}", fullmatch=True),
    scheme=st.sampled_from(["", "http://", "HTTPS://"]),
)
def test_an_address_goes_with_all_that_may_be_its_path(domain, path, scheme):
    assert sanitise(f"a {scheme}{domain}{path} b") == "a  b"
    assert sanitise(f"a {scheme}{domain}{path}<b") == "a \\<b"


@given(domain=domains, port=st.integers(1, 65535))
def test_a_port_is_no_part_of_an_address(domain, port):
    assert sanitise(f"https://{domain}:{port}/x") == f":{port}/x"


@given(
    domain=st.from_regex(r"([a-z0-9]{1,4}\.){1,3}[a-z]{2,6}", fullmatch=True),
    after=st.sampled_from(["", ",", ")", ":1", "!"]),
)
def test_a_bare_domain_is_broken_up_at_its_dots(domain, after):
    escaped = sanitise(after)
    assert sanitise(domain + after) == domain.replace(".", "\\. ") + escaped
    assert sanitise(f"x@{domain}") == f"x@{domain}".replace(".", "\\.")


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
def test_a_uuid_may_be_written_as_the_services_database_reads_it(identifier):
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


def test_senders_are_looked_up_in_the_database_and_templates_that_are_in_use_are_not():
    sandbox = Sandbox(clock=lambda: NOW)
    sender, reply_to = sandbox.service.sms_senders[1], sandbox.service.email_reply_tos[0]
    text = {"phone_number": "07700900123", "template_id": TEXT, "personalisation": {"code": "1", "app": ""}}
    email = {"email_address": "a@b.com", "template_id": EMAIL, "personalisation": VALUES}
    for field, identifier, body, kind in (
        ("sms_sender_id", sender.id, text, "sms"),
        ("email_reply_to_id", reply_to.id, email, "email"),
    ):
        known, unknown = spellings(identifier)
        assert {send(kind, sandbox, **body, **{field: each}).status for each in known} == {201}
        assert {send(kind, sandbox, **body, **{field: each}).status for each in unknown} == {404}
    known, unknown = spellings(UUID(TEXT))
    template = sandbox.service.template(UUID(TEXT))
    assert {send("sms", sandbox, **{**text, "template_id": each}).status for each in [*known, *unknown]} == {201}
    template.archived = True
    refused = [errors(send("sms", sandbox, **{**text, "template_id": each}))[0] for each in [*known, *unknown]]
    assert set(refused) == {("BadRequestError", "Template has been deleted"), ("DataError", "No result found")}


def test_the_digits_of_a_version_may_be_any_that_unicode_has():
    assert send_request(SANDBOX, "GET", f"/v2/template/{TEXT}/version/%D9%A1").json()["version"] == 1
    assert send_request(SANDBOX, "GET", f"/v2/template/{TEXT}/version/%D9%A3").status == 404


def test_a_list_older_than_another_services_message_is_empty():
    sandbox = recorded_sandbox()
    services = [service for service in sandbox.state if service.notifications]
    for own in services:
        key_of_own = next((each for each in own.api_keys if each.key_type == "normal" and not each.expiry_date), None)
        for other in services if key_of_own and own.active else ():
            cursor = other.notifications[-1].id
            page = send_request(
                sandbox, "GET", "/v2/notifications", query=f"older_than={cursor}", key=key_of_own.client_key(own.id)
            )
            if own is not other:
                assert page.json()["notifications"] == []
                assert "next" not in page.json()["links"]


@given(raw=st.binary(min_size=1, max_size=6))
def test_what_is_no_text_in_a_query_stays_percent_encoded(raw):
    query = "reference=" + "".join(f"%{byte:02x}" for byte in raw)
    found = send_request(SANDBOX, "GET", "/v2/notifications", query=query)
    if b"\0" in raw:
        assert found.status == 500
        return
    link = found.json()["links"]["current"]
    wanted = raw.decode("utf-8", "notify-percent")
    assert Request("GET", "/", link.partition("?")[2]).query.startswith("reference=")
    assert ("%25" in link) == ("%" in wanted)


@given(items=st.lists(st.text(max_size=4), max_size=4))
def test_an_item_of_a_list_loses_only_ascii_white_space_and_what_is_invisible(items):
    body = send_email({**VALUES, "link_to_file": items}).json()["content"]["body"]
    hidden = {ord(character): None for character in INVISIBLE}
    wanted = [item.translate(hidden).strip(string.whitespace) for item in items]
    bullets = "".join(f"\n* {item}" for item in wanted if item)
    assert body == f"Dear Ada,\n\nDownload your document at: {chr(10) + bullets if bullets else ''}".strip()


@pytest.mark.parametrize("number", ["07700900100", "+44 7700 900100", "447700900100"])
def test_a_sender_that_is_a_number_is_shown_with_its_country_code(number):
    sandbox = Sandbox(clock=lambda: NOW)
    body = {"phone_number": "07700900123", "template_id": TEXT, "personalisation": {"code": "1", "app": ""}}
    sender = SmsSender(slug=None, id=uuid4(), sms_sender=number)
    sandbox.service.sms_senders.append(sender)
    assert send("sms", sandbox, **body, sms_sender_id=str(sender.id)).json()["content"]["from_number"] == "447700900100"
    sandbox.service.sms_senders[0].sms_sender = number
    assert send("sms", sandbox, **body).json()["content"]["from_number"] == "447700900100"


@pytest.mark.parametrize("name", ["GOVUK", "60006", "0345 x", "MySender1"])
def test_a_sender_that_is_a_name_is_shown_as_it_is(name):
    sandbox = Sandbox(clock=lambda: NOW)
    sandbox.service.sms_senders[0].sms_sender = name
    body = {"phone_number": "07700900123", "template_id": TEXT, "personalisation": {"code": "1", "app": ""}}
    assert send("sms", sandbox, **body).json()["content"]["from_number"] == name


@pytest.mark.parametrize("given_for_file", [{}, {"leaflet.pdf": "mine"}, {"Leaflet.PDF": 5}, {"leaflet.pdf": None}])
@pytest.mark.parametrize("link_text", ["your leaflet", None])
def test_a_file_of_the_template_needs_no_value_and_takes_none(given_for_file, link_text):
    sandbox = Sandbox(clock=lambda: NOW)
    template = sandbox.service.template(UUID(EMAIL))
    template.current.body = "Here: ((leaflet.pdf)) for ((name))"
    template.email_files.append(EmailFile(id=uuid4(), filename="leaflet.pdf", link_text=link_text))
    body = {"email_address": "a@b.com", "template_id": EMAIL}
    sent = send("email", sandbox, **body, personalisation={"name": "Ada", **given_for_file})
    link = sent.json()["content"]["body"].removeprefix("Here: ").removesuffix(" for Ada")
    assert link.startswith("[your leaflet](https://documents." if link_text else "https://documents.")
    assert read(sent, sandbox)["body"] == sent.json()["content"]["body"]
    missing = send("email", sandbox, **body, personalisation=given_for_file)
    assert errors(missing) == [("BadRequestError", "Missing personalisation: name")]
    preview = send_request(sandbox, "POST", f"/v2/template/{EMAIL}/preview", body={"personalisation": {"name": "Ada"}})
    assert errors(preview) == [("BadRequestError", "Missing personalisation: leaflet.pdf")]


def test_a_preview_of_a_letter_in_two_languages_needs_the_values_of_both_and_a_send_does_not():
    sandbox = recorded_sandbox()
    facts = next(each for each in world()["services"]["live"]["templates"] if each["slug"] == "letter-welsh")
    service = next(service for service in sandbox.state if service.slug == "live")
    own = next(each for each in service.api_keys if each.slug == "normal").client_key(service.id)
    path = f"/v2/template/{facts['id']}/preview"
    for values, names in (({}, "enw, name"), ({"name": "x"}, "enw"), ({"enw": "x"}, "name")):
        refused = send_request(sandbox, "POST", path, body={"personalisation": values}, key=own)
        assert errors(refused) == [("BadRequestError", f"Missing personalisation: {names}")]
    assert (
        send_request(sandbox, "POST", path, body={"personalisation": {"name": "x", "ENW": "y"}}, key=own).status == 200
    )
    lines = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
    body = {"template_id": facts["id"], "personalisation": {"name": "x", **lines}}
    assert send_request(sandbox, "POST", "/v2/notifications/letter", body=body, key=own).status == 201


@given(
    template=st.sampled_from(["x", "", "urn:uuid:x", TEXT]),
    body=st.fixed_dictionaries(
        {}, optional={"personalisation": st.sampled_from([5, "x", None, {}]), "x": st.just(1), "id": st.just(1)}
    ),
)
def test_a_preview_tells_of_the_path_and_of_the_body_at_once(template, body):
    path = f"/v2/template/{template or 'é'}/preview"
    wanted = ["id is not a valid UUID"] if template != TEXT else []
    if "personalisation" in body and not isinstance(body["personalisation"], dict):
        wanted.append(f"personalisation {body['personalisation']} is not of type object")
    answered = send_request(SANDBOX, "POST", path, body=body)
    if wanted:
        assert errors(answered) == [("ValidationError", message) for message in wanted]
    else:
        assert errors(answered) == [("BadRequestError", "Missing personalisation: code, app")]


def test_a_drama_number_abroad_is_no_uk_mobile():
    sandbox = Sandbox(clock=lambda: NOW)
    sandbox.service.permissions -= {"international_sms"}
    body = {"template_id": TEXT, "personalisation": {"code": "1", "app": ""}}
    for number in ("+6 17700900", "+1 770 090 0123"):
        assert errors(send("sms", sandbox, phone_number=number, **body)) == [
            ("InvalidPhoneError", "Not a UK mobile number")
        ]
    refused = send("sms", sandbox, phone_number="+33612345678", **body)
    assert errors(refused) == [("BadRequestError", "Cannot send to international mobile numbers")]


@pytest.mark.parametrize("place", ["value", "extra", "inside", "key"])
def test_half_a_character_crashes_a_send_but_no_preview(place):
    half = {
        "value": {"code": "\ud800"}, "extra": {"x": "\ud800"}, "inside": {"x": [{"y": "a\udfff"}]}, "key": {"\ud800": "x"},
    }[place]  # fmt: skip
    values = {"code": "1", "app": "", **half}
    assert send("sms", phone_number="07700900123", template_id=TEXT, personalisation=values).status == 500
    assert send("sms", phone_number="0770", template_id=TEXT, personalisation=values).status == 400
    previewed = send_request(SANDBOX, "POST", f"/v2/template/{TEXT}/preview", body={"personalisation": values})
    assert previewed.status == 200


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/", 405), ("POST", "/_status", 200), ("PUT", "/_status", 405), ("DELETE", "/", 405), ("HEAD", "/", 200),
        ("OPTIONS", "/", 200), ("GET", "//_status", 200), ("GET", "//v2/templates", 200), ("GET", "///v2/templates", 200),
        ("GET", "/v2//templates", 308), ("POST", "/v2//templates", 405), ("POST", "/v2/template//preview", 405),
        ("GET", "//v2//templates", 308),
    ],
)  # fmt: skip
def test_slashes_and_methods_outside_of_v2(method, path, status):
    headers = {"authorization": f"Bearer {bearer_token(SANDBOX)}", "host": "localhost"}
    assert SANDBOX.handle(Request(method, path, "", headers)).status == status


def test_the_websites_own_routes_say_what_is_missing():
    no_token = SANDBOX.handle(Request("GET", "/service"))
    assert no_token.json()["message"] == {"token": ["Unauthorized: authentication token must be provided"]}
    wrong = SANDBOX.handle(Request("GET", "/service", "", {"authorization": "Bearer x"}))
    assert wrong.json()["message"] == {"token": ["Unauthorized: not allowed to perform this action"]}


def test_a_reply_address_by_default_is_none_where_there_is_none():
    sandbox = Sandbox(clock=lambda: NOW)
    sandbox.service.email_reply_tos[:] = [EmailReplyTo(slug=None, id=uuid4(), email_address="x@gov.uk")]
    body = {"email_address": "a@b.com", "template_id": EMAIL, "personalisation": VALUES}
    send("email", sandbox, **body)
    assert sandbox.inbox.latest.sender is None


def letters_world(contact, named, **version):
    versions = [{"subject": "S ((ref))", "body": "Dear ((name))", "letter_contact_block_id": named, **version}]
    template = {"type": "letter", "name": "letter", "versions": versions}
    contacts = [{"id": contact, "contact_block": "The Office\n((sender))"}]
    return {"services": {"a": {"templates": [template], "letter_contacts": contacts}}}


@given(contact=st.uuids().map(str), other=st.uuids().map(str))
def test_the_contact_block_of_a_template_is_one_of_the_services(contact, other):
    sandbox = Sandbox(state_of(letters_world(contact, contact), "w.json", NOW), clock=lambda: NOW)
    template = sandbox.templates["letter"]
    shown = send_request(sandbox, "GET", f"/v2/template/{template}").json()
    assert shown["letter_contact_block"] == "The Office\n((sender))"
    lines = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW14 6BH"}
    refused = send("letter", sandbox, template_id=template, personalisation=lines)
    assert errors(refused) == [("BadRequestError", "Missing personalisation: sender, ref, name")]
    if other != contact:
        with pytest.raises(
            WorldError,
            match=f"templates.0.versions.0.letter_contact_block_id: the service has no letter contact {other}",
        ):
            state_of(letters_world(contact, other), "w.json", NOW)


def test_a_contact_block_that_is_written_out_stays_as_it_is():
    contact = str(uuid4())
    sandbox = Sandbox(state_of(letters_world(contact, contact, letter_contact_block="Old"), "w.json", NOW))
    assert sandbox.service.templates[0].current.letter_contact_block == "Old"
