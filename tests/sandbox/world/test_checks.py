"""Contradictions in a world are refused in any form of a world file: one line for each place, with what to do."""

from contextlib import suppress
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.sandbox import WorldError
from notify_sdk.sandbox.world.load import state_of
from tests.sandbox.world.refusals import ID, NOW, OTHER, service


def refused(data):
    with pytest.raises(WorldError) as caught:
        state_of(data, "w.json", NOW)
    head, *places = str(caught.value).splitlines()
    assert head == "w.json is not a valid world file:"
    return places


def template(**facts):
    return {"type": "email", "name": "n", "subject": "s", "body": "b", **facts}


SHAPES = {
    "a world": lambda each: (service(templates=[each]), "services.a.templates.0"),
    "an answer": lambda each: ({"templates": [each]}, "templates.0"),
    "versions": lambda each: (
        service(templates=[{"type": each["type"], "name": "n", "versions": [{"body": "b"} | _words(each)]}]),
        "services.a.templates.0.versions.0",
    ),
}


def _words(each):
    return {name: each[name] for name in ("subject", "postage") if name in each}


@pytest.mark.parametrize(("shape", "channel"), list(product(SHAPES, ["email", "letter"])))
@pytest.mark.parametrize("subject", [None, "", " \n", ...])
def test_an_email_and_a_letter_need_a_subject(shape, channel, subject):
    facts = template(type=channel, subject=subject)
    if subject is ...:
        del facts["subject"]
    data, place = SHAPES[shape](facts)
    (line,) = refused(data)
    assert line.startswith(f"{place}.subject: is missing; ")


@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_message_needs_no_subject(shape):
    data, _ = SHAPES[shape](template(type="sms", subject=None))
    assert state_of(data, "w", NOW)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_unknown_postage_is_refused(shape):
    data, place = SHAPES[shape](template(type="letter", postage="pigeon"))
    assert refused(data) == [f"{place}.postage: is not one of first, second, economy, europe, rest-of-world"]


KINDS = {
    "templates": template(),
    "sms_senders": {"sms_sender": "ME"},
    "email_reply_tos": {"email_address": "a@example.gov.uk"},
    "letter_contacts": {"contact_block": "London"},
    "notifications": {"to": "07700900123", "template_id": ID},
    "received_text_messages": {"user_number": "07700900123", "content": "Hi"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_duplicate_id_is_refused(kind):
    first, second = {**KINDS[kind], "id": ID}, {**KINDS[kind], "id": ID, "slug": "other"}
    if kind == "received_text_messages":
        del second["slug"]
    facts = {"templates": [template(id=ID)], kind: [first, second]}
    (line,) = refused(service(**facts))
    assert line.startswith(f"services.a.{kind}.1: has the same id as services.a.{kind}.0; give each an id")


@pytest.mark.parametrize("kind", KINDS)
def test_a_duplicate_id_in_another_service_is_refused(kind):
    facts = {"templates": [template(id=ID)], kind: [{**KINDS[kind], "id": OTHER if kind == "notifications" else ID}]}
    places = refused({"services": {"a": facts, "b": facts}})
    assert any(line.startswith(f"services.b.{kind}.0: has the same id as services.a.{kind}.0;") for line in places)


@pytest.mark.parametrize("kind", ["templates", "sms_senders", "email_reply_tos", "letter_contacts"])
def test_items_without_ids_need_different_names(kind):
    (line,) = refused(service(**{kind: [KINDS[kind], dict(KINDS[kind])]}))
    assert line == (
        f"services.a.{kind}.1: has the same id as services.a.{kind}.0; give each an id, or else a name, of its own"
    )


def test_duplicate_ids_of_services_users_keys_and_files_are_refused():
    assert refused({"services": {"a": {"id": ID}, "b": {"id": ID}}})[0].startswith("services.b: has the same id")
    users = [{"email_address": "a@example.gov.uk"}] * 2
    assert refused({**service(), "users": users})[0].startswith("users.1: has the same id as users.0;")
    keys = {name: {"key_type": "normal", "id": ID} for name in ("one", "two")}
    assert refused(service(api_keys=keys))[0].startswith("services.a.api_keys.two: has the same id")
    files = template(email_files=[{"filename": "a.pdf"}] * 2)
    assert refused({"templates": [files]})[0].startswith("templates.0.email_files.1: has the same id")


def test_templates_may_share_a_name_if_they_have_ids():
    templates = [template(id=ID), template(id=OTHER)]
    assert len(next(iter(state_of({"templates": templates}, "w", NOW))).templates) == 2


NO_ADDRESSES = [
    *("", "nonsense", "file:///etc/passwd", "ftp://example.gov.uk", "https://", "http:///path", "//example.gov.uk/x"),
    *("mailto:a@example.gov.uk", "http://a b/", "http://a\nb", "https://example.gov.uk:99999/", "http://..", "/path"),
]
ADDRESSES = ["https://example.gov.uk/told", "http://localhost:9/x", "http://web:8000/", "https://[::1]:8/?a=b"]


@pytest.mark.parametrize("kind", ["delivery_receipt", "received_text", "returned_letter"])
@pytest.mark.parametrize("url", [*NO_ADDRESSES, *ADDRESSES])
def test_the_url_of_a_callback_is_an_http_address(kind, url):
    data = service(callbacks={kind: {"url": url, "bearer_token": "secret"}})
    if url in ADDRESSES:
        assert next(iter(state_of(data, "w", NOW))).callbacks[kind].url == url
        return
    (line,) = refused(data)
    assert line == f"services.a.callbacks.{kind}.url: is not a URL; it must begin with https:// or http:// and a host"


@pytest.mark.parametrize("token", ["", " ", "a b", "a\nb", "£5", "\x00"])
def test_a_bearer_token_that_fits_no_header_is_refused(token):
    (line,) = refused(service(callbacks={"received_text": {"url": ADDRESSES[0], "bearer_token": token}}))
    assert line.startswith("services.a.callbacks.received_text.bearer_token: ")


CONTRADICTIONS = {
    "services.a.slug: is b,": {"slug": "b"},
    "services.a.api_keys.one.secret: must be a UUID": {"api_keys": {"one": {"key_type": "normal", "secret": "short"}}},
    "services.a.api_keys.two.secret: is the same as that of services.a.api_keys.one;": {
        "api_keys": {name: {"key_type": "normal", "secret": ID} for name in ("one", "two")}
    },
    "services.a.api_keys.one.client_key: is not made of": {
        "api_keys": {"one": {"key_type": "normal", "secret": ID, "client_key": f"one-{ID}-{ID}"}}
    },
    "services.a.templates.0.email_files: only emails": {
        "templates": [template(type="letter", email_files=[{"filename": "a.pdf"}])]
    },
    "services.a.sms_senders.1.is_default: services.a.sms_senders.0 is the default": {
        "sms_senders": [{"sms_sender": name, "is_default": True} for name in ("A", "B")]
    },
    "services.a.templates.0.body: belongs to a version": {
        "templates": [template(versions=[{"body": "b", "subject": "s"}])]
    },
    "services.a.templates.0.current_version: is not its version, 1": {"templates": [template(current_version=2)]},
    "services.a.templates.0.current_version: is not that of the last": {
        "templates": [{"type": "sms", "name": "n", "versions": [{"body": "b"}], "current_version": 7}]
    },
    "services.a.templates.0.versions.1.version: is not greater": {
        "templates": [{"type": "sms", "name": "n", "versions": [{"body": "b", "version": 2}] * 2}]
    },
    "services.a.notifications.0.type: is sms,": {
        "templates": [template(id=ID)],
        "notifications": [{"to": "x", "template_id": ID, "type": "sms"}],
    },
    "services.a.notifications.0.template_version: the template has no version 2": {
        "templates": [template(id=ID)],
        "notifications": [{"to": "x", "template_id": ID, "template_version": 2}],
    },
    "services.a.notifications.0.status: is not a status of a message of this type: lost": {
        "templates": [template(id=ID)],
        "notifications": [{"to": "x", "template_id": ID, "status": "lost"}],
    },
    "services.a.notifications.0.postage: is not one of": {
        "templates": [template(id=ID, type="letter")],
        "notifications": [{"to": "x", "template_id": ID, "postage": "pigeon"}],
    },
    "services.a.received_text_messages.0.service_id: is not that of the service": {
        "received_text_messages": [{"user_number": "1", "content": "c", "service_id": OTHER}]
    },
}


@pytest.mark.parametrize("line", CONTRADICTIONS)
def test_a_contradiction_is_refused(line):
    (found,) = refused(service(**CONTRADICTIONS[line]))
    assert found.startswith(line)


def test_services_and_templates_exclude_each_other():
    (line,) = refused({**service(), "templates": [template()]})
    assert line == "templates: a world has services or templates, not both; put these into a service"


def test_all_errors_are_reported_together():
    data = {"services": {"a": {"slug": "x", "templates": [template(subject=None), template(name="m", body=None)]}}}
    assert [line.split(":")[0] for line in refused(data)] == [
        "services.a.slug",
        "services.a.templates.0.subject",
        "services.a.templates.1",
    ]


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([ID, "sms", "email", "letter"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["services", "templates", "type", "name", "body", "subject", "versions", "id", "notifications"]
            )
            | st.sampled_from(
                ["template_id", "to", "callbacks", "url", "personalisation", "created_at", "users", "config"]
            )
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(
    JUNK
    | st.fixed_dictionaries({"services": st.fixed_dictionaries({"a": JUNK})})
    | st.fixed_dictionaries({"templates": JUNK})
)
def test_any_data_is_a_world_or_is_refused(data):
    with suppress(WorldError):
        assert state_of(data, "w", NOW)
