"""Sends to a sandbox without a client, and what it answers."""

import base64
from datetime import UTC, datetime

from notify_sdk.sandbox import Response, Sandbox
from tests.sandbox.signed_requests import send_request

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "address_line_3": "SW14 6BH"}
FILE = {"file": base64.b64encode(b"a,b\n").decode(), "filename": "a.csv"}
INVISIBLE = "\u180e\u200b\u200c\u200d\u2060\ufeff\u2028\u2029\u00a0\u202f"


def unlimited_sandbox() -> Sandbox:
    """A sandbox for many examples: neither the rate limit nor a daily limit ends them."""
    sandbox = Sandbox(clock=lambda: NOW)
    sandbox.service.rate_limit_per_minute = 10**9
    sandbox.service.daily_limits = {}
    return sandbox


def send(sandbox, kind, template=None, key=None, **body) -> Response:
    if template:
        body["template_id"] = sandbox.templates[template]
    return send_request(sandbox, "POST", f"/v2/notifications/{kind}", body=body, key=key)


def text(sandbox, **body) -> Response:
    values = {"name": "Ada", "date": "3 May"}
    return send(
        sandbox, "sms", "appointment reminder", **{"phone_number": "07700 900123", "personalisation": values, **body}
    )


def letter(sandbox, **body) -> Response:
    values = {**ADDRESS, "date": "3 May"}
    return send(sandbox, "letter", "change of address", **{"personalisation": values, **body})


def email(sandbox, **body) -> Response:
    values = {"name": "Ada", "link_to_file": FILE, "form_enclosed": "yes"}
    return send(sandbox, "email", "document", **{"email_address": "ada@example.com", "personalisation": values, **body})


def read(sandbox, sent, what="") -> Response:
    """What the sandbox shows of a message that was sent, or of its PDF."""
    return send_request(sandbox, "GET", f"/v2/notifications/{sent.json()['id']}{what}")


def message(response) -> str:
    """The message of the first error."""
    return response.json()["errors"][0]["message"]


def errors(response) -> list[tuple[str, str]]:
    """The kind and the message of each error."""
    return [(error["error"], error["message"]) for error in response.json()["errors"]]
