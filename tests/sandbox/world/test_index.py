"""The index of messages: it finds what passing all messages would find, however they were changed."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.recipients import normal_form
from notify_sdk.sandbox.world.default import default_state
from notify_sdk.sandbox.world.index import newest_first, records
from notify_sdk.sandbox.world.state import NotificationRecord

START = datetime(2026, 11, 23, tzinfo=UTC)
RECIPIENTS = {
    "sms": ["07700 900123", "+447700900123", "none"],
    "email": ["ada@example.com", "Ada@Example.com", "07700 900123"],
    "letter": ["Ada\n102 High Street\nSW14 6BH", "07700 900123\n102 high street", " Ada"],
}
WANTED = ["07700900123", "+44 7700 900123", " ada@example.com ", "102 HIGH STREET", "Ada", "none", "", "\n", "a\nb"]

messages = st.builds(
    lambda channel, place, minute, reference, key_type, job: {
        "type": channel,
        "to": RECIPIENTS[channel][place],
        "created_at": START + timedelta(minutes=minute),
        "reference": reference,
        "key_type": key_type,
        "job": job,
    },
    st.sampled_from(list(RECIPIENTS)),
    st.integers(0, 2),
    st.integers(0, 5),
    st.sampled_from([None, "", "a", "b"]),
    st.sampled_from(["normal", "test"]),
    st.sampled_from([None, UUID(int=1)]),
)


def add(state, number, facts):
    service = next(iter(state))
    template = UUID(int=7)
    facts = {"template_id": template, "template_version": 1, "service_id": service.id, "status": "created", **facts}
    state.add(NotificationRecord(id=UUID(int=number), **facts))


def is_to(message, recipient):
    number = message.type == "sms" and normal_form(message.to, "sms") == normal_form(recipient, "sms")
    return recipient.strip().lower() in message.to.lower().split("\n") or number


@given(st.lists(messages, max_size=12), st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["sending", "sent"]))))
def test_it_finds_what_passing_every_message_finds(sent, changes):
    state = default_state()
    (service,) = state
    for number, facts in enumerate(sent):
        add(state, number, facts)
    for number, status in changes:
        if found := state.notifications.get(UUID(int=number)):
            found.status = status
            state.changed(found)
    every = service.notifications
    assert records(state.index.every.oldest_first()) == every
    for status in ("created", "sending", "sent"):
        lists = state.index.groups(lambda group, status=status: group.status == status)
        assert records(newest_first(lists)) == [each for each in every if each.status == status][::-1]
        for reference in ("", "a", "b", "c"):
            wanted = lambda group, status=status: group.status == status  # noqa: E731
            having = [each for each in every if (each.reference, each.status) == (reference, status)]
            assert records(state.index.with_reference(service.id, reference, wanted)) == having[::-1]
            for limit in {each.created_at for each in every}:
                found = state.index.with_reference(service.id, reference, wanted, (limit,))
                assert records(found) == [each for each in having if each.created_at < limit][::-1]
    for recipient in WANTED:
        assert state.index.to(recipient) == [each for each in every if is_to(each, recipient)], recipient


def test_a_message_that_was_dropped_is_nowhere():
    state = default_state()
    facts = {"type": "sms", "to": "07700900123", "created_at": START, "key_type": "normal"}
    add(state, 1, facts)
    dropped = state.notifications[UUID(int=1)]
    state.restart()
    add(state, 1, facts)
    dropped.status = "delivered"
    state.changed(dropped)
    (group,) = state.index.shown_groups()
    assert group.status == "created"
    state.restart()
    state.changed(dropped)
    assert not state.index.shown_groups()
