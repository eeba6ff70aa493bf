"""Lazy texts wherever Django's mail, the outbox and the settings have a text: the same as with plain ones."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMessage, send_mail
from django.test import override_settings
from django.utils import translation
from django.utils.functional import LazyObject, Promise, SimpleLazyObject, lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.django import TemplateEmail, outbox, outbox_client, outcomes
from notify_sdk.django.models import OutboxMessage
from notify_sdk.django.outbox_options import outbox_options, resolved_options
from notify_sdk.django.plain import plain, plain_fields
from notify_sdk.outbox import Email, Letter, Message, Sms
from notify_sdk.testing import NotifyInbox
from tests.django.conftest import TEMPLATE
from tests.django.outbox_messages import send
from tests.django.project import with_options, with_outbox_options

DOCUMENT = "e3a11000-0000-4000-8000-000000000002"
REPLY_TO = "2e917200-0000-4000-8000-000000000001"
WAYS: dict[str, Callable[[str], Any]] = {
    "gettext_lazy": gettext_lazy,
    "lazystr": lazystr,
    "format_lazy": lambda text: format_lazy("{}", text),
    "a lazy object": lambda text: SimpleLazyObject(lambda: text),
    "plain": str,
}
values = st.recursive(
    st.text() | st.integers() | st.none() | st.builds(object),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner)
        | st.frozensets(st.text(), max_size=1)
        | st.dictionaries(st.text(), inner, max_size=3)
    ),
)


@pytest.fixture(params=WAYS.values(), ids=list(WAYS))
def lazily(request: pytest.FixtureRequest) -> Callable[[str], Any]:
    return request.param


def made_lazy(value: Any, lazily: Callable[[str], Any]) -> Any:
    """The same value with every text in it lazy."""
    if isinstance(value, str):
        return lazily(value)
    if isinstance(value, dict):
        return {lazily(name): made_lazy(each, lazily) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return type(value)(made_lazy(each, lazily) for each in value)
    return value


def comparable(value: Any) -> Any:
    """Tuples and sets are lists at Notify."""
    if isinstance(value, dict):
        return {name: comparable(each) for name, each in value.items()}
    return [comparable(each) for each in value] if isinstance(value, (list, tuple, frozenset)) else value


def has_lazy(value: Any) -> bool:
    if isinstance(value, Promise) or issubclass(type(value), LazyObject):
        return True
    if isinstance(value, dict):
        return has_lazy([*value, *value.values()])
    return isinstance(value, (list, tuple, frozenset)) and any(map(has_lazy, value))


@given(values, st.sampled_from(list(WAYS.values())))
def test_a_value_is_plain_however_deep_its_texts_are(value: Any, lazily: Callable[[str], Any]) -> None:
    assert plain(value) is value
    made = plain(made_lazy(value, lazily))
    # gettext makes a line feed of a carriage return
    assert comparable(made) == comparable(made_lazy(value, lambda text: str(lazily(text))))
    assert not has_lazy(made)


def test_a_mail(inbox: NotifyInbox, lazily: Callable[[str], Any]) -> None:
    mail = EmailMessage(
        lazily("Your application"),
        lazily("We have it."),
        to=[lazily("Amala <amala@example.com>")],
        cc=[lazily("b@example.com")],
        bcc=[lazily("amala@example.com")],
        reply_to=[lazily("help@example.gov.uk")],
    )
    mail.attach(lazily("form.csv"), lazily("a,b"), "text/csv")
    given = made_lazy(
        {
            "template_id": TEMPLATE,
            "file_placeholders": ["file"],
            "subject_placeholder": "subject",
            "retention_period": "4 weeks",
            "reply_to": {"help@example.gov.uk": REPLY_TO},
            "sanitise_content_for": ["subject"],
        },
        lazily,
    )
    with with_options(**{str(name): value for name, value in given.items()}):
        assert mail.send() == 1
    assert [(sent.to, sent.subject) for sent in inbox.emails] == [
        ("amala@example.com", "Your application"),
        ("b@example.com", "Your application"),
    ]
    assert "We have it." in inbox.emails[0].body
    assert "https://documents.service.gov.uk/" in inbox.emails[0].body
    assert [type(outcome.recipient) for outcome in outcomes(mail)] == [str, str]


def template_email(lazily: Callable[[str], Any]) -> TemplateEmail:
    return TemplateEmail(
        lazily(DOCUMENT),
        [lazily("amala@example.com")],
        made_lazy({"name": ["Amala", "Bird"], "form_enclosed": "no", "link_to_file": "here"}, lazily),
        reference=lazily("A-17"),
        one_click_unsubscribe_url=lazily("https://example.gov.uk/stop"),
    )


def test_a_mail_with_a_template_of_its_own(inbox: NotifyInbox, lazily: Callable[[str], Any]) -> None:
    assert template_email(lazily).send() == 1
    sent = inbox.assert_sent_email("amala@example.com", "document", reference="A-17", times=1)
    assert "Bird" in f"{sent.subject} {sent.body}"


MESSAGES: dict[str, Callable[[Callable[[str], Any], dict[str, str]], Message]] = {
    "sms": lambda lazily, ids: Sms(
        lazily("07700 900 123"), lazily(ids["security code"]), made_lazy({"code": "1", "app": "no"}, lazily)
    ),
    "email": lambda lazily, _: Email(
        lazily("amala@example.com"),
        lazily(DOCUMENT),
        made_lazy({"name": "Amala", "form_enclosed": "no", "link_to_file": "here"}, lazily),
        one_click_unsubscribe_url=lazily("https://example.gov.uk/stop"),
        sanitise_content_for=[lazily("name")],
    ),
    "letter": lambda lazily, ids: Letter(
        lazily(ids["change of address"]),
        made_lazy(
            {
                "address_line_1": "A",
                "address_line_2": "1 High Street",
                "postcode": "SW1A 1AA",
                "name": "A",
                "date": "B",
            },
            lazily,
        ),
    ),
}


def test_mail_and_messages_of_the_outbox(project: str, inbox: NotifyInbox) -> None:
    ids = {name: str(each) for name, each in inbox.sandbox.templates.items()}
    for lazily in WAYS.values():
        one, *others = [make(lazily, ids) for make in MESSAGES.values()]
        assert outbox().add(one) == 1
        assert outbox().add(iter(others)) == 2
        assert asyncio.run(outbox().aadd([one, *others])) == 3
        with with_options(template_id=lazily(TEMPLATE), file_placeholders=[lazily("file")], outbox=True):
            assert send_mail(lazily("Hello"), lazily("How are you?"), None, [lazily("a@example.com")]) == 1
            assert template_email(lazily).send() == 1
    assert send() == 8 * len(WAYS)
    kinds = Counter(each.type for each in inbox.messages)
    assert kinds == {"sms": 2 * len(WAYS), "letter": 2 * len(WAYS), "email": 4 * len(WAYS)}
    assert {sent.to for sent in inbox.emails} == {"a@example.com", "amala@example.com"}


def test_a_text_is_translated_when_it_is_sent_or_added(project: str, inbox: NotifyInbox) -> None:
    """Not where the settings are read, nor in the worker that sends it later."""
    yes = gettext_lazy("Yes")
    with override_settings(USE_I18N=True), translation.override("cy"):
        send_mail(yes, yes, None, ["a@example.com"])
        welsh = str(yes)
        outbox().add(Email("b@example.com", TEMPLATE, {"subject": yes, "body": yes, "file": ""}))
    assert welsh != "Yes"
    with translation.override("en"):
        assert send() == 1
    assert [sent.subject for sent in inbox.emails] == [welsh, welsh]


def test_settings(lazily: Callable[[str], Any], notify_inbox: NotifyInbox) -> None:
    key = notify_inbox.sandbox.api_key
    with (
        with_options(api_key=lazily(key), only_to=[lazily("a@example.com")]),
        with_outbox_options(
            database=lazily("default"), base_url=lazily("http://localhost:1"), allow_http=[lazily("localhost")]
        ),
    ):
        assert outbox_options().get("database") == "default"
        assert resolved_options()["api_key"] == key
        assert type(resolved_options()["api_key"]) is str
        outbox_client().close()


def test_what_is_plain_stays_itself() -> None:
    message = Sms("07700900123", TEMPLATE, {"a": ["b", {"c": ("d",)}]})
    assert plain_fields(message) is message
    assert plain_fields(object) is object
    assert OutboxMessage is plain_fields(OutboxMessage)
    wrapped = SimpleLazyObject(dict)
    assert plain(wrapped) is wrapped
