"""The recipients that Notify documents for tests, at the sandbox."""

from __future__ import annotations

import pytest

from notify_sdk import NoResultFound, simulated
from notify_sdk.recipients import EmailAddress, PhoneNumber
from notify_sdk.sandbox import Sandbox

CONSTANTS = {name: getattr(simulated, name) for name in simulated.__all__}
FAILURES = {
    simulated.PERMANENT_FAILURE_NUMBER: "permanent-failure",
    simulated.PERMANENT_FAILURE_ADDRESS: "permanent-failure",
    simulated.TEMPORARY_FAILURE_NUMBER: "temporary-failure",
    simulated.TEMPORARY_FAILURE_ADDRESS: "temporary-failure",
}


def test_each_constant_is_a_recipient() -> None:
    every = {name for name in vars(simulated) if name.isupper()}
    assert every == CONSTANTS.keys()
    for name, value in CONSTANTS.items():
        for recipient in [value] if isinstance(value, str) else value:
            assert (EmailAddress if "ADDRESS" in name else PhoneNumber).parse(recipient)
    assert simulated.PHONE_NUMBER in simulated.PHONE_NUMBERS
    assert simulated.EMAIL_ADDRESS in simulated.EMAIL_ADDRESSES


def send(sandbox: Sandbox, recipient: str) -> object:
    client = sandbox.client()
    if "@" in recipient:
        values = {"name": "Amala", "urgent": False, "items": "a"}
        return client.send_email_notification(recipient, sandbox.templates["application received"], values).id
    values = {"name": "Amala", "date": "3 March"}
    return client.send_sms_notification(recipient, sandbox.templates["appointment reminder"], values).id


@pytest.mark.parametrize("recipient", [*simulated.PHONE_NUMBERS, *simulated.EMAIL_ADDRESSES])
def test_a_message_to_one_for_smoke_tests_is_answered_and_not_stored(recipient: str) -> None:
    sandbox = Sandbox()
    identifier = send(sandbox, recipient)
    assert list(sandbox.inbox) == []
    with pytest.raises(NoResultFound):
        sandbox.client().get_notification_by_id(str(identifier))


@pytest.mark.parametrize("recipient", FAILURES)
def test_a_message_to_one_that_fails_ends_with_its_status(recipient: str) -> None:
    sandbox = Sandbox(progress="instant")
    identifier = send(sandbox, recipient)
    assert sandbox.client().get_notification_by_id(str(identifier)).status == FAILURES[recipient]
