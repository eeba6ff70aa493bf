"""What would work here, said in a header beside a refusal. Its body stays word for word that of Notify.

The client shows it as the hint of the error. Neither the secrets of keys nor anything about a recipient is in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from notify_sdk._message_types import MessageType
from notify_sdk.sandbox.wire import Response
from notify_sdk.sandbox.world.service_parts import KeyType
from notify_sdk.sandbox.world.state import Service, State

HEADER = "notify-sandbox-hint"
"""The header of a refusal: the hint in ASCII, with any other character percent-encoded as UTF-8."""

_MOST = 10
"""How many things of a kind are named."""

_READABLE = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != "%")
_KEY_TYPES: dict[KeyType, str] = {"normal": "live", "team": "team", "test": "test"}
_CHANNELS: dict[str, MessageType] = {"sms": "sms", "email": "email", "letter": "letter"}


def hint(refused: Response, path: str, state: State, service: Service | None) -> str | None:
    """What would work instead of a request that was refused; None where nothing is known that would help.

    Args:
        refused: The answer.
        path: The path of the request.
        state: What the sandbox has.
        service: The service whose key the request was signed with; None if that was refused.
    """
    message = _message(refused)
    if service is None:
        if "service not found" in message or "API key not found" in message or "no API keys" in message:
            return f"this sandbox has {_keys(state)}"
        return None
    if "Template not found" in message or "template is not suitable" in message or "been deleted" in message:
        channel = _CHANNELS.get(path.rstrip("/").rpartition("/")[2])
        return f"this sandbox has {_templates(service, channel)}"
    if path.startswith("/v2/template/") and "No result found" in message:
        return f"this sandbox has {_templates(service, None)}"
    if message.startswith("sms_sender_id ") and "does not exist" in message:
        senders = ((each.sms_sender, each.id) for each in service.sms_senders if not each.archived)
        return f"this sandbox has {_named(senders, 'sender')}"
    if message.startswith("email_reply_to_id ") and "does not exist" in message:
        ids = (
            (f"number {number}", each.id) for number, each in enumerate(service.email_reply_tos, 1) if not each.archived
        )
        return f"this sandbox has {_named(ids, 'reply-to address', plural='reply-to addresses')}"
    return None


def with_hint(refused: Response, said: str | None) -> Response:
    """A refusal with a hint in its headers."""
    if said is None:
        return refused
    return Response(refused.status, {**refused.headers, HEADER: quote(said, safe=_READABLE)}, refused.body)


def _message(refused: Response) -> str:
    try:
        body = refused.json()
    except ValueError:
        return ""
    errors = body.get("errors") if isinstance(body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    return str(first.get("message")) if isinstance(first, dict) else ""


def _keys(state: State) -> str:
    services = [
        f"the service {each.name!r} ({each.id}) with {_named_keys(each)}"
        for each in state
        if each.active and each.api_keys
    ]
    return _listed(services) or "no service with an API key"


def _named_keys(service: Service) -> str:
    keys = [f"{each.name!r} ({_KEY_TYPES[each.key_type]})" for each in service.api_keys if each.expiry_date is None]
    return f"the key{'s' if len(keys) != 1 else ''} {_listed(keys)}" if keys else "no key that is not revoked"


def _templates(service: Service, channel: MessageType | None) -> str:
    found = [each for each in service.templates if not each.hidden and not each.archived]
    of_channel = [each for each in found if channel in {None, each.type}]
    what = "template" if channel is None else f"{channel} template"
    return _named(((each.current.name, each.id) for each in of_channel), what)


def _named(things: Iterable[tuple[str, object]], what: str, plural: str | None = None) -> str:
    every = [f"{name!r} {identifier}" for name, identifier in things]
    if not every:
        return f"no {what}"
    return f"the {what if len(every) == 1 else plural or f'{what}s'} {_listed(every)}"


def _listed(things: list[str]) -> str:
    more = f" and {len(things) - _MOST} more" if len(things) > _MOST else ""
    return ", ".join(things[:_MOST]) + more
