"""The bodies that the stub server answers with: the size and shape of Notify's, with invented values."""

from __future__ import annotations

import json
from functools import cache
from uuid import UUID

KEY = "bench-5e271ce0-0000-4000-8000-000000000000-11fe0000-0000-4000-8000-000000000000"
TEMPLATE = "7e3b1a7e-0000-4000-8000-000000000001"
SERVICE = "5e271ce0-0000-4000-8000-000000000000"
PHONE_NUMBER = "07700 900 900"
PERSONALISATION = {"name": "Amala", "date": "3 March"}
PAGE_SIZE = 250
DIFFERENT_PAGES = 20
TEMPLATES = 200

_ORIGIN = "https://api.notifications.service.gov.uk"
_TEXT = (
    "Hello {name}, your appointment is on {day} March at 10:15am. Bring the letter that we sent you, and something "
    "with your name and address on it. If you can't come, tell us by 4pm the day before: 0300 123 4567. "
    "Nobody will ask you to pay for this appointment, or to give your bank details by text message."
)


def _template(version: int = 3) -> dict[str, object]:
    return {"id": TEMPLATE, "uri": f"{_ORIGIN}/v2/template/{TEMPLATE}/version/{version}", "version": version}


def sent() -> bytes:
    """The answer to a request that sends a text message."""
    identifier = "740e5834-3a29-46b4-9a6f-16142fde533a"
    answer = {
        "content": {"body": _TEXT.format(name="Amala", day=3), "from_number": "GOVUK"},
        "id": identifier,
        "reference": None,
        "scheduled_for": None,
        "template": {**_template(), "uri": f"{_ORIGIN}/services/{SERVICE}/templates/{TEMPLATE}"},
        "uri": f"{_ORIGIN}/v2/notifications/{identifier}",
    }
    return _encoded(answer)


def notification(number: int) -> dict[str, object]:
    """One text message of a list. Ids, texts and times differ in each; templates and costs take a few values."""
    fragments = 1 + number % 3
    moment = f"2026-11-{1 + number % 28:02}T{number % 24:02}:{number % 60:02}"
    return {
        "body": _TEXT.format(name=f"Amala {number}", day=1 + number % 31),
        "completed_at": f"{moment}:07.104221Z",
        "cost_details": {"billable_sms_fragments": fragments, "international_rate_multiplier": 1.0, "sms_rate": 0.0233},
        "cost_in_pounds": round(fragments * 0.0233, 4),
        "created_at": f"{moment}:01.{number % 1_000_000:06}Z",
        "created_by_name": None,
        "email_address": None,
        "id": str(UUID(int=0x740E58343A2946B49A6F << 48 | number)),
        "is_cost_data_ready": True,
        "line_1": None,
        "line_2": None,
        "line_3": None,
        "line_4": None,
        "line_5": None,
        "line_6": None,
        "one_click_unsubscribe_url": None,
        "phone_number": f"07700 900 {number % 1000:03}",
        "postage": None,
        "postcode": None,
        "reference": f"case-{number}",
        "scheduled_for": None,
        "sent_at": f"{moment}:04.711009Z",
        "status": "delivered",
        "subject": None,
        "template": _template(1 + number // 2 % 4),
        "type": "sms",
    }


@cache
def one() -> bytes:
    """The answer to a request that reads one message."""
    return _encoded(notification(1))


@cache
def _items(page: int) -> str:
    return json.dumps([notification(page * PAGE_SIZE + place) for place in range(PAGE_SIZE)], separators=(",", ":"))


@cache
def listed(remaining: int) -> bytes:
    """A page of a list of which `remaining` messages are still unread.

    The id in `older_than` is that number, so the server keeps no state.
    """
    current = f"{_ORIGIN}/v2/notifications?older_than={cursor(remaining)}"
    if remaining <= 0:
        return _encoded({"links": {"current": current}, "notifications": []})
    following = f"{_ORIGIN}/v2/notifications?older_than={cursor(max(0, remaining - PAGE_SIZE))}"
    page = remaining // PAGE_SIZE % DIFFERENT_PAGES
    # a page that begins as an earlier one did is refused: the list would have no end
    items = _items(page).replace(str(notification(page * PAGE_SIZE)["id"]), cursor(remaining), 1)
    return f'{{"links":{{"current":"{current}","next":"{following}"}},"notifications":{items}}}\n'.encode()


def template() -> bytes:
    """The answer to a request that reads the template of a text message."""
    return _encoded(_template_body(0))


def templates() -> bytes:
    """The answer to a request that reads all templates: half of them are of text messages, half of emails."""
    return _encoded({"templates": [_template_body(number) for number in range(TEMPLATES)]})


def _template_body(number: int) -> dict[str, object]:
    """A template. Each has its own name, two placeholders that all have, and one of its own but the first."""
    own = f" Your case is ((case {number}))." if number else ""
    email = bool(number % 2)
    names = ["name", "date", *([f"case {number}"] if number else [])]
    return {
        "body": f"Hello ((name)), your appointment is on ((date)).{own} Bring the letter that we sent you.",
        "created_at": "2026-11-01T10:00:00.000000Z",
        "created_by": "amala@example.gov.uk",
        "id": str(UUID(int=UUID(TEMPLATE).int + number)),
        "letter_contact_block": None,
        "name": f"appointment reminder {number}",
        "personalisation": {name: {"required": True} for name in names},
        "postage": None,
        "subject": "Your appointment" if email else None,
        "type": "email" if email else "sms",
        "updated_at": None,
        "version": 1,
    }


def cursor(remaining: int) -> str:
    """The id for `older_than` with which a list continues when `remaining` messages are unread."""
    return str(UUID(int=remaining))


def _encoded(answer: object) -> bytes:
    return (json.dumps(answer, sort_keys=True, separators=(",", ":")) + "\n").encode()
