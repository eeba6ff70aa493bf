"""The refusals of a sandbox say what would work there, in a header, and the client shows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from notify_sdk import HTTPError, NotificationsAPIClient
from notify_sdk.sandbox import Request, Sandbox
from notify_sdk.sandbox.api.hints import HEADER
from tests.sandbox.signed_requests import bearer_token

OTHER = "00000000-0000-4000-8000-00000000beef"
VALUES = {"code": "4711", "app": False}
SMS = (
    "this sandbox has the sms templates 'appointment reminder' 7e870000-0000-4000-8000-000000000001, 'security code'"
    " 7e870000-0000-4000-8000-000000000002"
)


def refused(call: Callable[[], object]) -> HTTPError:
    with pytest.raises(HTTPError) as caught:
        call()
    return caught.value


def calls(sandbox: Sandbox) -> dict[str, tuple[Callable[[], object], str]]:
    client = sandbox.client()
    templates = sandbox.templates
    keys = "with the keys 'live_key' (live), 'team_key' (team), 'test_key' (test)"
    sms, email = templates["security code"], templates["document"]
    return {
        "key": (lambda: sandbox.client(f"{sandbox.api_key[:-36]}{OTHER}").get_all_templates(), keys),
        "service": (lambda: sandbox.client(f"x-{OTHER}-{OTHER}").get_all_templates(), keys),
        "template": (lambda: client.send_sms_notification("07700900123", OTHER), SMS),
        "kind": (lambda: client.send_sms_notification("07700900123", email), SMS),
        "get": (lambda: client.get_template(OTHER), "'decision letter' 1e77e200-0000-4000-8000-000000000001"),
        "preview": (lambda: client.post_template_preview(OTHER), "this sandbox has the templates 'appointment"),
        "sender": (
            lambda: client.send_sms_notification("07700900123", sms, VALUES, sms_sender_id=OTHER),
            "this sandbox has the senders 'GOVUK' 5e2de200-0000-4000-8000-000000000001, 'SANDBOX'",
        ),
        "reply-to": (
            lambda: client.send_email_notification(
                "amala@example.com",
                email,
                {"name": "A", "form_enclosed": False, "link_to_file": "-"},
                email_reply_to_id=OTHER,
            ),
            "this sandbox has the reply-to address 'number 1' 2e917200-0000-4000-8000-000000000001",
        ),
    }


@pytest.mark.parametrize("name", list(calls(Sandbox())))
def test_each_refusal_says_what_would_work(name: str) -> None:
    sandbox = Sandbox()
    call, said = calls(sandbox)[name]
    error = refused(call)
    assert said in str(error.hint)
    assert said in str(error)
    for key in (sandbox.api_key, sandbox.team_api_key, sandbox.test_api_key):
        assert key[-36:] not in str(error)


@pytest.mark.parametrize(
    "change",
    [
        lambda sandbox: [setattr(each, "hidden", True) for each in sandbox.service.templates],
        lambda sandbox: [setattr(each, "archived", True) for each in sandbox.service.templates],
    ],
)
def test_what_can_not_be_used_is_not_named(change: Callable[[Sandbox], Any]) -> None:
    sandbox = Sandbox()
    change(sandbox)
    assert refused(lambda: sandbox.client().send_sms_notification("07700900123", OTHER)).hint == (
        "this sandbox has no sms template"
    )


def test_neither_revoked_keys_nor_deleted_services_are_named() -> None:
    sandbox = Sandbox()
    wrong = f"x-{OTHER}-{OTHER}"
    sandbox.service.api_keys[1].expiry_date = datetime(2026, 1, 1, tzinfo=UTC)
    assert "the keys 'live_key' (live), 'test_key' (test)" in str(refused(sandbox.client(wrong).get_all_templates).hint)
    sandbox.service.active = False
    assert refused(sandbox.client(wrong).get_all_templates).hint == "this sandbox has no service with an API key"


def test_many_are_counted_and_any_character_arrives() -> None:
    sandbox = Sandbox()
    (template,) = [each for each in sandbox.service.templates if each.current.name == "security code"]
    template.current.name = "Gwybodaeth – ‘côd’ 100%\r\n✓"
    assert repr(template.current.name) in str(refused(lambda: sandbox.client().get_template(OTHER)).hint)
    import copy

    for _ in range(20):
        one = copy.deepcopy(template)
        one.id = uuid4()
        sandbox.service.add_template(one)
    assert str(refused(lambda: sandbox.client().get_template(OTHER)).hint).endswith(" and 16 more")


def test_the_body_is_notify_s_and_an_answer_that_is_no_refusal_has_no_hint() -> None:
    sandbox = Sandbox()
    for path in ("/v2/templates", f"/v2/template/{OTHER}", f"/v2/notifications/{OTHER}"):
        answer = sandbox.handle(Request("GET", path, "", {"authorization": f"Bearer {bearer_token(sandbox)}"}))
        assert (HEADER in answer.headers) == path.startswith("/v2/template/")
        assert b"sandbox" not in answer.body.replace(b"sandbox.invalid", b"")[:200]
        assert all(name.isascii() and value.isascii() for name, value in answer.headers.items())


def test_what_notify_itself_refuses_has_the_usual_hint() -> None:
    sandbox = Sandbox()

    def without_hint(request: Request) -> object:
        answer = sandbox.handle(request)
        return type(answer)(answer.status, {k: v for k, v in answer.headers.items() if k != HEADER}, answer.body)

    from notify_sdk.sandbox.transport import SandboxTransport

    client = NotificationsAPIClient(
        sandbox.api_key,
        "http://localhost",
        transport=SandboxTransport(without_hint),  # type: ignore[arg-type]
    )
    assert refused(lambda: client.get_template(UUID(OTHER))).hint == (
        "the service that the key belongs to has nothing of this id, or Notify has deleted it after its retention period"
    )
