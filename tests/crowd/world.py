"""The service that the official clients' suites expect, and their environment variables."""

from datetime import UTC, datetime
from typing import Literal

from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.load import state_of

EMAIL, NUMBER = "crowd@example.gov.uk", "07700900123"
_SENDER, _REPLY_TO, _SMS, _EMAIL, _LETTER = (f"00000000-0000-4000-8000-00000000000{number}" for number in range(1, 6))
_SENT_BY = (
    "Government Digital Service\nThe White Chapel Building\n10 Whitechapel High Street\nLondon\nE1 8QS\nUnited Kingdom"
)
_LINE = "Functional Tests make our world a better place"
_LETTER_WORDS = {"subject": "Main heading", "body": "Hello ((address_line_1))"}

WORLD = {
    "services": {
        "crowd": {
            "team": [EMAIL, NUMBER],
            "sms_senders": [{"id": _SENDER, "sms_sender": "CROWD", "is_default": True}],
            "email_reply_tos": [{"id": _REPLY_TO, "email_address": "reply@example.gov.uk"}],
            "templates": [
                {
                    "id": _SMS,
                    "type": "sms",
                    "versions": [
                        {"name": "Example text message template", "body": "Hello ((name))"},
                        {"name": "Client Functional test sms template", "body": f"Hello ((name))\r\n\r\n{_LINE}"},
                    ],
                },
                {
                    "id": _EMAIL,
                    "type": "email",
                    "name": "Client Functional test email template",
                    "subject": "Functional Tests are good",
                    "body": "Hello ((name))\r\n\r\nFunctional test help make our world a better place",
                },
                {
                    "id": _LETTER,
                    "type": "letter",
                    "versions": [
                        {"name": "Untitled", **_LETTER_WORDS},
                        {
                            "name": "Client functional letter template",
                            **_LETTER_WORDS,
                            "letter_contact_block": _SENT_BY,
                        },
                    ],
                },
            ],
            "received_text_messages": [{"user_number": "447700900321", "content": "Hello"}],
        }
    }
}


def sandbox(progress: Literal["timed", "instant", "manual"] = "timed") -> Sandbox:
    """A new sandbox with that service; the status of messages changes as time passes, or as `progress` says."""
    return Sandbox(state_of(WORLD, "crowd", datetime.now(UTC)), progress=progress)


def settings(sandbox: Sandbox, url: str) -> dict[str, str]:
    """The environment variables that the suites read."""
    return {
        "NOTIFY_API_URL": url,
        "API_KEY": sandbox.api_key,
        "API_SENDING_KEY": sandbox.team_api_key,
        "INBOUND_SMS_QUERY_KEY": sandbox.api_key,
        "FUNCTIONAL_TEST_EMAIL": EMAIL,
        "FUNCTIONAL_TEST_NUMBER": NUMBER,
        "SMS_TEMPLATE_ID": _SMS,
        "SMS_SENDER_ID": _SENDER,
        "EMAIL_TEMPLATE_ID": _EMAIL,
        "EMAIL_REPLY_TO_ID": _REPLY_TO,
        "LETTER_TEMPLATE_ID": _LETTER,
    }
