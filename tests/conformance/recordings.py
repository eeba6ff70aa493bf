"""The recordings of the real service: their exchanges, the worlds they began on, and what came before them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from tests.conformance.data import rows, world


@dataclass(frozen=True)
class Recording:
    """Exchanges that were recorded together.

    Attributes:
        name: What the report calls them.
        began: When the recording began.
        files: The files of the exchanges, each with that of its world.
        runs: Whether the part of a case's name before the first hyphen says which run on a fresh world it belongs to.
    """

    name: str
    began: datetime
    files: tuple[tuple[str, str], ...]
    runs: bool = False

    def rows(self) -> list[dict[str, Any]]:
        """Every exchange."""
        return [row for exchanges, _ in self.files for row in rows(exchanges)]

    def parts(self) -> Iterator[tuple[list[dict[str, Any]], dict[str, Any]]]:
        """The exchanges of each run, with the world that it began on."""
        for exchanges, on in self.files:
            parts: dict[str, list[dict[str, Any]]] = {}
            for row in rows(exchanges):
                parts.setdefault(row["case"].partition("-")[0] if self.runs else "", []).append(row)
            for part in parts.values():
                yield part, world(on)


FIRST = Recording("first", datetime(2026, 11, 23, 4, 27, 28, tzinfo=UTC), (("exchanges", "world"),))
SECOND = Recording(
    "second",
    datetime(2026, 11, 25, 18, 30, tzinfo=UTC),
    (("second/exchanges", "world"), ("second/exchanges-templates", "second/world-templates")),
    runs=True,
)
RECORDINGS = (FIRST, SECOND)

KNOWN = frozenset({"s11-json-06837", "s12-json-06769", "s12-json-06814"})
"""Cases that differ for a reason, told in docs/sandbox-differences.md."""


def _unseen(
    service: str, kind: str, case: str = "", key: str = "normal", template: str = "", **body: Any
) -> dict[str, Any]:
    facts = world()["services"][service]
    slug = template or f"{kind}-plain"
    template_id = next(template["id"] for template in facts["templates"] if template["slug"] == slug)
    auth = {"scheme": "Bearer", "alg": "HS256", "iss": facts["id"], "secret_of": f"{service}:{key}"}
    request = {"method": "POST", "path": f"/v2/notifications/{kind}", "query": None, "headers": None, "auth": auth}
    return {
        "case": case,
        "service": f"{service}:{key}",
        "request": {**request, "body": {"template_id": template_id, **body}},
    }


_LACKING = ("s11-sendread-09648", "s12-sendread-09646", "s13-sendread-09440", "s13-sendread-09785")
"""Lists of the second recording that show a message whose send was held back."""


def _as_read(case: str) -> dict[str, Any]:
    """The send of the only message that a recorded list shows, as far as the list tells."""
    row = next(row for row in SECOND.rows() if row["case"] == case)
    message = row["response"]["body"]["notifications"][0]
    service, _, key = row["service"].partition(":")
    templates = world()["services"][service]["templates"]
    template = next(each for each in templates if each["id"] == message["template"]["id"])
    values = _values(template["versions"][-1], message)
    body: dict[str, Any] = {"reference": message["reference"], "personalisation": values}
    if message["type"] == "letter":
        values |= {f"address_line_{number}": message[f"line_{number}"] for number in range(1, 7)}
        values["postcode"] = message["postcode"]
    else:
        to = "phone_number" if message["type"] == "sms" else "email_address"
        body[to] = message[to]
    return _unseen(service, message["type"], key=key, template=template["slug"], **body)


def _values(version: dict[str, Any], message: dict[str, Any]) -> dict[str, Any]:
    """Values of placeholders that make the text of a message."""
    pieces = re.split(r"\(\(([^()?]+)(\?\?[^()]*)?\)\)", version["body"])
    text, names = re.escape(pieces[0]), list[str]()
    for name, shown, following in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        names.append(name)
        text += (f"(?:{re.escape(shown[2:])})?" if shown else f"(?P<{name}>.*)") + re.escape(following)
    found = re.fullmatch(text, message["body"] + (" " if version["body"].endswith("))") else ""), re.DOTALL)
    return dict.fromkeys(names, "no") | (found.groupdict() if found else {})


@cache
def unseen() -> dict[str, list[dict[str, Any]]]:
    """Sends that the recordings themselves show to have come before a case, though they are among the rows held back."""
    recorded = {row["case"]: row["response"].get("body") for each in RECORDINGS for row in each.rows()}
    letter, email, _, abroad = recorded["daily-get-still-works"]["notifications"]
    lines = {f"address_line_{number}": letter[f"line_{number}"] for number in range(1, 5)}
    number = recorded["get-simulated-07700900333"]["phone_number"]
    return {
        "get-simulated-07700900333": [_unseen("live", "sms", "sms-simulated-07700900333", phone_number=number)],
        "daily-intl-2-over-international": [_unseen("daily", "sms", phone_number=abroad["phone_number"])],
        "daily-get-still-works": [
            _unseen("daily", "email", email_address=email["email_address"]),
            _unseen("daily", "letter", personalisation=lines),
        ],
        **{case: [_as_read(case)] for case in _LACKING},
    }
