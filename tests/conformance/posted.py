"""What the local check says of every body that was posted in a recording, beside what the service said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from notify_sdk import Checks, check_payload
from tests.conformance.data import world
from tests.conformance.recordings import Recording
from tests.conformance.replay import body_of

OF_THE_SERVICE = re.compile(
    "Template (?:not found|has been deleted)|No result found|Missing personalisation|.* template is not suitable|"
    "Your message is|Can only send a file|(?:sms_sender|email_reply_to)_id .* does not exist|Document |File did not pass|"
    "Unsupported file type|Uploaded file |`filename` cannot be longer|Cannot create a usable QR code|Can’t send to|"
    "Cannot send letters|Cannot decode letter content|Service is not allowed|Send files by email has not|Exceeded|"
    "id is not a valid UUID|Invalid token|Error: Your system clock|Unauthorized",
    re.DOTALL,
)
"""What only the service knows: its templates, senders, recipients, limits and documents, who asks, and the path."""


WRONG = frozenset({"false refusal", "false pass", "other words"})
"""The kinds that are faults, unless there is a reason."""


@dataclass(frozen=True)
class Posted:
    """One body, and how the two verdicts compare."""

    case: str
    kind: str
    ours: tuple[str, ...]
    theirs: tuple[str, ...]


def posted(recording: Recording) -> Iterator[Posted]:
    """Every body that went to a send or a preview and was answered by more than a crash."""
    for row in recording.rows():
        request, response = row["request"], row["response"]
        found = re.fullmatch(r"/v2/(?:notifications/(sms|email|letter)|template/[^/]+/(preview))", request["path"])
        if request["method"] != "POST" or not found or response["status"] >= 500 or _on_the_way(request):
            continue
        body = body_of(request)
        if found[2] and not body:
            continue
        ours = tuple(error.message for error in check_payload(body, found[1] or found[2], checks=_checks(row)))
        theirs = tuple(error["message"] for error in _errors(response))
        yield Posted(row["case"], _compared(ours, theirs, response["status"]), ours, theirs)


def _on_the_way(request: dict[str, Any]) -> bool:
    """Bodies whose verdict hangs on the hour of the recording."""
    return isinstance(request.get("body"), dict) and isinstance(request["body"].get("scheduled_for"), str)


def _errors(response: dict[str, Any]) -> list[dict[str, Any]]:
    body = response.get("body")
    return body.get("errors", []) if isinstance(body, dict) else []


def _checks(row: dict[str, Any]) -> Checks:
    permissions = world()["services"].get(row["service"].partition(":")[0], {}).get("permissions", ())
    return Checks(
        international_numbers="international_sms" in permissions,
        landlines="sms_to_uk_landlines" in permissions,
        international_addresses="international_letters" in permissions,
    )


def _compared(ours: tuple[str, ...], theirs: tuple[str, ...], status: int) -> str:
    if status < 300:
        return "false refusal" if ours else "both take it"
    if ours == theirs:
        return "both refuse it, in the same words"
    if not theirs or all(map(OF_THE_SERVICE.match, theirs)):
        return "refused for what only the service knows"
    return "other words" if ours else "false pass"
