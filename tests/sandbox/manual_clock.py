"""A clock that moves only when `advance` is called, and messages to send."""

from datetime import UTC, datetime, timedelta

from notify_sdk.sandbox import Sandbox

ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}


class ManualClock:
    def __init__(self):
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def __call__(self):
        return self.now

    def advance(self, **time):
        self.now += timedelta(**time)


def send_text(sandbox, to="07700 900 123", **options):
    with sandbox.client() as client:
        return client.send_sms_notification(
            to, sandbox.templates["security code"], {"code": "1", "app": False}, **options
        )


def send_email(sandbox, to="ada@example.com"):
    values = {"name": "Ada", "urgent": False, "items": ["a"]}
    with sandbox.client() as client:
        return client.send_email_notification(to, sandbox.templates["application received"], values)


def send_letter(sandbox):
    values = {**ADDRESS, "name": "Ms Bird", "reference": "A-17", "decision": ["We’ll pay £20", "ŵ"]}
    with sandbox.client() as client:
        return client.send_letter_notification(sandbox.templates["decision letter"], values)


def status(sandbox, sent):
    with sandbox.client() as client:
        return client.get_notification_by_id(sent.id).status


def sandbox_with_callbacks(post, url="http://localhost:9/notify"):
    from notify_sdk.sandbox.world.service_parts import Callback

    sandbox = Sandbox(clock=ManualClock(), post=post)
    kinds = ("delivery_receipt", "received_text", "returned_letter")
    sandbox.service.callbacks = {kind: Callback(url=url, bearer_token="secret-token") for kind in kinds}
    return sandbox


def cost_of(sandbox, sent):
    with sandbox.client() as client:
        return client.get_notification_by_id(sent.id)
