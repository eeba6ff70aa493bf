"""The default world: it can be used without changes, and two sandboxes share nothing of it."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.api.content import placeholder_names
from notify_sdk.sandbox.world.default import PERMISSIONS, default_state
from notify_sdk.sandbox.world.dump import world_of
from notify_sdk.sandbox.world.load import state_of
from tests.sandbox.signed_requests import send_request

TEMPLATES = {template.slug: template for template in next(iter(default_state())).templates}
PREFIXES = {"sms": "7e87", "email": "e3a1", "letter": "1e77e2"}
TO = {"sms": {"phone_number": "07700900123"}, "email": {"email_address": "a@example.com"}, "letter": {}}
ADDRESS = {"address_line_1": "A", "address_line_2": "B", "address_line_3": "SW1A 1AA"}


def test_changes_in_one_sandbox_do_not_show_in_another():
    untouched = world_of(default_state())
    first, second = Sandbox(), Sandbox()
    service = first.service
    for items in (service.api_keys, service.sms_senders, service.email_reply_tos, service.team, service.templates):
        items.append(items[0])
    service.templates[0].current.body = "changed"
    service.templates[0].versions.append(service.templates[0].current)
    service.daily_limits["sms"] = 0
    service.guest_list.append("07700900123")
    first.receive_text("07700900111", "hello")
    first.state.settings.page_size = 1
    assert world_of(second.state) == world_of(default_state()) == untouched


@pytest.mark.parametrize("slug", TEMPLATES)
def test_each_template_has_an_id_that_shows_its_type(slug):
    template = TEMPLATES[slug]
    assert str(template.id).startswith(PREFIXES[template.type])
    assert template.id.version == 4
    assert Sandbox().templates[template.current.name] == str(template.id)


@pytest.mark.parametrize("slug", TEMPLATES)
@pytest.mark.parametrize("key", ["normal", "team", "test"])
def test_each_template_can_be_sent_with_each_key(slug, key):
    sandbox = Sandbox()
    template = TEMPLATES[slug]
    values = dict.fromkeys(placeholder_names(template.current), "yes")
    body = {"template_id": str(template.id), "personalisation": values, **TO[template.type]}
    if template.type == "letter":
        body["personalisation"] |= ADDRESS
    if key == "team":
        member, number = sandbox.service.team
        body |= {"sms": {"phone_number": number}, "email": {"email_address": member}}.get(template.type, {})
    answer = send_request(sandbox, "POST", f"/v2/notifications/{template.type}", body=body, key=sandbox.client_key(key))
    assert answer.status == (403 if (key, template.type) == ("team", "letter") else 201), answer.json()


def test_each_type_has_a_template_and_each_has_a_value_to_give():
    assert {template.type for template in TEMPLATES.values()} == {*PREFIXES}
    assert all(placeholder_names(template.current) for template in TEMPLATES.values())


def test_every_id_and_every_secret_is_there_once():
    (service,) = default_state()
    ids = [service.id, *(key.id for key in service.api_keys), *(UUID(key.secret) for key in service.api_keys)]
    ids += [each.id for items in (service.sms_senders, service.email_reply_tos, service.templates) for each in items]
    assert len(set(ids)) == len(ids)


def test_its_service_has_every_permission():
    (service,) = default_state()
    assert service.permissions == PERMISSIONS
    assert not service.restricted
    assert [
        [each.is_default for each in items].count(True) for items in (service.sms_senders, service.email_reply_tos)
    ] == [1, 1]


def test_it_can_be_written_as_a_world_file_and_read_again():
    now = datetime(2026, 11, 23, tzinfo=UTC)
    written = world_of(default_state())
    assert world_of(state_of(written, "default", now)) == written
