"""Control endpoints: what tests in any language can do with a sandbox over HTTP, all under one prefix."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import timedelta
from typing import TYPE_CHECKING, cast, get_args
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from notify_sdk._client.auth import APIKey, Signer
from notify_sdk.sandbox.api.bodies import parse_query
from notify_sdk.sandbox.callbacks import Delivery
from notify_sdk.sandbox.delivery import MAX_OFFSET
from notify_sdk.sandbox.faults import Fault
from notify_sdk.sandbox.inbox import Message, view
from notify_sdk.sandbox.wire import (
    JSONValue,
    Refusal,
    Request,
    Response,
    bad_request,
    format_time,
    json_response,
    no_result_found,
)
from notify_sdk.sandbox.world.dump import world_of
from notify_sdk.sandbox.world.service_parts import KeyType

if TYPE_CHECKING:
    from notify_sdk.sandbox.sandbox import Sandbox

PREFIX = "/_sandbox/"
"""The prefix of everything that Notify itself does not have."""

_FAULT = TypeAdapter(Fault)
_FAULT_FIELDS = tuple(each.name for each in fields(Fault))
_SHOWN = 100


def control(sandbox: Sandbox, request: Request) -> Response | None:
    """Answers a request under the prefix. Returns None if it is for a page.

    | request | what it does |
    |---|---|
    | `GET inbox?to=&type=` | the messages, oldest first |
    | `GET inbox/ID` | one message |
    | `POST inbox/ID/status` `{"status": "delivered"}` | sets the last status of a message |
    | `POST advance` `{"seconds": 60}` | moves time forward; without a body until every message has its last status |
    | `POST received-texts` `{"user_number": ..., "content": ...}` | adds a received text |
    | `GET callbacks` | what was posted to your service, and its answers |
    | `POST faults` `{"kind": "reset", "times": 1}` | adds a fault; see `docs/sandbox-faults.md` |
    | `DELETE faults` | removes all faults |
    | `POST reset` | drops every message since the start, faults, and the counts of limits |
    | `GET dump` | everything, as a world file |
    | `GET token?key=normal` | a token for the next 30 seconds, signed with a key of the first service: `normal`, `team` or `test` |
    | `GET version` | a number that increases with every change |
    """
    names = request.path.removeprefix(PREFIX).split("/")
    try:
        match request.method, names:
            case "GET", ["inbox"]:
                return _json([message.json() for message in _find(sandbox, request)])
            case "GET", ["inbox", identifier]:
                return _json(_message(sandbox, identifier).json())
            case "POST", ["inbox", identifier, "status"]:
                _finish(sandbox, _message(sandbox, identifier), _text(_body(request, "status"), "status"))
                return _json(_message(sandbox, identifier).json())
            case "POST", ["advance"]:
                _advance(sandbox, _body(request, "seconds"))
                return _json({"messages": len(sandbox.inbox)})
            case "POST", ["received-texts"]:
                return _receive_text(sandbox, _body(request, "user_number", "content", "service"))
            case "GET", ["callbacks"]:
                return _json([_delivery(each) for each in sandbox.callbacks.deliveries])
            case "POST", ["faults"]:
                sandbox.faults.add(_fault(request))
                return _json({"faults": len(sandbox.faults)})
            case "DELETE", ["faults"]:
                sandbox.faults.clear()
                return _json({"faults": 0})
            case "POST", ["reset"]:
                sandbox.reset()
                return _json({"messages": len(sandbox.inbox)})
            case "GET", ["dump"]:
                with sandbox.state.lock:
                    return _json(world_of(sandbox.state))
            case "GET", ["token"]:
                return _token(sandbox, str(parse_query(request.query).get("key", "normal")))
            case "GET", ["version"]:
                return _json({"version": sandbox.state.version})
            case _:
                return None
    except Refusal as refusal:
        return refusal.response


def _json(data: JSONValue) -> Response:
    body = json.dumps(data).encode()
    return Response(200, {"content-type": "application/json", "cache-control": "no-store"}, body)


def _token(sandbox: Sandbox, key_type: str) -> Response:
    if key_type not in get_args(KeyType):
        raise bad_request(f"key is not one of {', '.join(get_args(KeyType))}")
    try:
        key = sandbox.client_key(cast("KeyType", key_type))
    except LookupError as error:
        raise bad_request(str(error.args[0])) from None
    token = Signer(APIKey.parse(key)).authorization().removeprefix("Bearer ")
    return Response(200, {"content-type": "text/plain", "cache-control": "no-store"}, token.encode())


def _find(sandbox: Sandbox, request: Request) -> list[Message]:
    filters = parse_query(request.query)
    found = sandbox.inbox.to(str(filters["to"])) if "to" in filters else list(sandbox.inbox)
    return [message for message in found if filters.get("type") in {None, message.type}]


def _message(sandbox: Sandbox, identifier: str) -> Message:
    try:
        found = sandbox.state.notifications[UUID(identifier)]
    except (ValueError, KeyError):
        raise no_result_found() from None
    return view(sandbox.state.services[found.service_id], found)


def _finish(sandbox: Sandbox, message: Message, status: str) -> None:
    try:
        sandbox.finish(message.id, status)
    except ValueError as error:
        raise bad_request(str(error)) from None


def _receive_text(sandbox: Sandbox, body: Mapping[str, JSONValue]) -> Response:
    service = _text(body, "service") if "service" in body else None
    if service is not None and service not in {each.slug for each in sandbox.state}:
        raise bad_request(f"There is no service {service}")
    text = sandbox.receive_text(_text(body, "user_number"), _text(body, "content"), service)
    return json_response({"id": str(text.id)}, 201)


def _body(request: Request, *known: str) -> Mapping[str, JSONValue]:
    try:
        body: JSONValue = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise bad_request("The body is not JSON") from None
    if not isinstance(body, dict):
        raise bad_request("The body is not a JSON object")
    for name in body.keys() - set(known):
        raise bad_request(f"{name[:_SHOWN]!r} is not one of {', '.join(known)}")
    return body


def _text(body: Mapping[str, JSONValue], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise bad_request(f"{name} is missing, or not a string")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise bad_request(f"{name} has half a character: a surrogate without its pair") from None
    return value


def _advance(sandbox: Sandbox, body: Mapping[str, JSONValue]) -> None:
    seconds = body.get("seconds")
    if seconds is None:
        sandbox.advance()
        return
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:
        raise bad_request("seconds is not a number of seconds")
    try:
        sandbox.advance(timedelta(seconds=seconds))
    except (ValueError, OverflowError):
        raise bad_request(f"seconds is too much: time is moved by {MAX_OFFSET.days:,} days at most") from None


def _fault(request: Request) -> Fault:
    _body(request, *_FAULT_FIELDS)  # which refuses fields that there are not
    try:
        return _FAULT.validate_json(request.body or b"{}", strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        raise bad_request(f"{'.'.join(map(str, first['loc'])) or 'fault'}: {first['msg']}") from None


def _delivery(delivery: Delivery) -> JSONValue:
    facts = asdict(delivery)
    return {
        "kind": delivery.kind,
        "message_id": str(delivery.message_id),
        "url": delivery.url,
        "payload": facts["payload"],
        "due": format_time(delivery.due),
        "outcomes": facts["outcomes"],
    }
