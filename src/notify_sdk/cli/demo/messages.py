"""Steps of the demo with one message: sent, refused, and with an answer that is lost."""

from __future__ import annotations

from .display import Display
from .our_templates import AppointmentReminder
from .step import Setup

NUMBER, WRONG_NUMBER = "07700 900 900", "07700 900 90x"

SEND = """\
reminder = AppointmentReminder(
    name="Amala", date="3 March"
)
client.send(
    reminder, to="07700 900 900"
)"""
SEND_WRONG = """\
client.send(
    reminder, to="07700 900 90x"
)"""
SEND_AND_FIND = """\
policy = RetryPolicy(reconcile=True)
client.with_options(
    retry=policy
).send(
    reminder, to="07700 900 900"
)"""

_REMINDER = AppointmentReminder(name="Amala", date="3 March")


def a_text_message(show: Display, setup: Setup) -> None:
    """Sends a text message, and reads it in the inbox."""
    show.text("AppointmentReminder is a class, made of a template of the service:")
    show.code(SEND)
    sent = setup.client.send(_REMINDER, to=NUMBER)
    show.message(NUMBER, setup.sandbox.inbox.latest.body)
    show.proof("Sent: the inbox has it.", [each.id for each in setup.sandbox.inbox] == [sent.id])


def a_wrong_number(show: Display, setup: Setup) -> None:
    """Has a number refused here, and by the service, in the same words."""
    from notify_sdk.errors import HTTPError, RequestValidationError

    before = len(setup.sandbox.inbox)
    show.text("Somebody types a letter into a phone number:")
    show.code(SEND_WRONG)
    show.text("The client refuses it, before a request is made:")
    here = there = None
    try:
        setup.client.send(_REMINDER, to=WRONG_NUMBER)
    except RequestValidationError as error:
        here = error.errors[0]
        show.output(f"{type(error).__name__}: {here.summary}", "red")
    try:
        setup.client.with_options(check="off").send(_REMINDER, to=WRONG_NUMBER)
    except HTTPError as error:
        there = error.errors[0]
    same = here is not None and there is not None and (here.error, here.summary) == (there.error, there.summary)
    show.proof("Nothing was sent.", here is not None and len(setup.sandbox.inbox) == before)
    show.proof("These are Notify's words: with the check off, the service answers the same.", same)


def a_lost_answer(show: Display, setup: Setup) -> None:
    """Breaks the connection after a message was made; the client finds the message."""
    import time

    from notify_sdk import RetryPolicy
    from notify_sdk.sandbox import Fault

    show.text(
        "Notify takes a message, then the connection breaks: no answer. Was it sent? Sending again could be sending"
        " twice. This client looks for it:"
    )
    show.code(SEND_AND_FIND)
    before = {each.id for each in setup.sandbox.inbox}
    faults = setup.sandbox.faults
    faults.add(Fault("reset", work="done", method="POST", path="notifications/sms", times=1))
    planned = len(faults)
    began = time.monotonic()
    with show.waiting("The client looks for the message"):
        found = setup.client.with_options(retry=RetryPolicy(reconcile=True)).send(_REMINDER, to=NUMBER)
    seconds = time.monotonic() - began
    lost = len(faults) < planned
    new = [each for each in setup.sandbox.inbox if each.id not in before]
    show.message(NUMBER, found.content.body)
    show.proof(f"Found by its reference after {seconds:.1f} seconds.", lost and found.id in {each.id for each in new})
    show.proof("The inbox has it once.", [each.reference for each in new] == [found.reference])
