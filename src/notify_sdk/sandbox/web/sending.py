"""How to send to this sandbox: its address, its keys, its templates, and a line to try each of curl and Python."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

from notify_sdk._transport.address import is_loopback
from notify_sdk.sandbox.api.content import placeholder_names
from notify_sdk.sandbox.wire import Request
from notify_sdk.sandbox.world.state import TemplateRecord

if TYPE_CHECKING:
    from notify_sdk.sandbox.sandbox import Sandbox

_KEYS = {
    "normal": "Sends to everybody",
    "team": "Sends only to the team and the guest list",
    "test": "Only pretends to send",
}
_VALUES = {"name": "Amala", "date": "3 March", "code": "4711"}
"""Values for the placeholders of the default world; others get their own names."""

_TO = {"sms": ("phone_number", "07700 900 900"), "email": ("email_address", "amala@example.com")}


def sending_values(sandbox: Sandbox, request: Request) -> dict[str, object]:
    """What a newcomer needs. The address is the one at which the page was opened."""
    service = sandbox.service
    templates = [each for each in service.templates if not each.hidden and not each.archived]
    keys = [
        (key.client_key(service.id), key.key_type, _KEYS[key.key_type])
        for key in service.api_keys
        if key.expiry_date is None
    ]
    tried = next((each for channel in _TO for each in templates if each.type == channel), None)
    return {
        "service": service.name,
        "address": request.root,
        "keys": keys,
        "templates": [(str(each.id), each.type, each.current.name) for each in templates],
        "examples": _examples(request, keys[0][0], tried) if keys and tried else [],
    }


def _examples(request: Request, key: str, template: TemplateRecord) -> list[tuple[str, str]]:
    field, to = _TO[template.type]
    values = {name: _VALUES.get(name, name) for name in placeholder_names(template.current)}
    body = json.dumps({field: to, "template_id": str(template.id), "personalisation": values}, ensure_ascii=False)
    root = request.root
    curl = (
        f'curl {root}/v2/notifications/{template.type} \\\n  -H "Authorization: Bearer $(curl -s {root}/_sandbox/token)" \\\n'
        f"  -H 'Content-Type: application/json' \\\n  -d {shlex.quote(body)}"
    )
    host = request.headers.get("host", "localhost").rpartition(":")[0].strip("[]") or request.headers.get("host", "")
    more = "" if is_loopback(host) else f', allow_http=["{host}"]'
    python = (
        f'from notify_sdk import NotificationsAPIClient\n\nclient = NotificationsAPIClient({json.dumps(key)}, "{root}"{more})\n'
        f'client.send_{template.type}_notification("{to}", "{template.id}", {json.dumps(values, ensure_ascii=False)})'
    )
    return [("curl", curl), ("Python", python)]
