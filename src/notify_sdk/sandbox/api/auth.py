"""Authentication: Notify's checks of a bearer token, in Notify's order."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TypeAlias
from uuid import UUID

from notify_sdk.sandbox.wire import JSONValue, Refusal, refusal, server_error
from notify_sdk.sandbox.world.service_parts import ApiKey
from notify_sdk.sandbox.world.state import Service, State

CLOCK_SKEW = 30
"""Seconds by which a token's clock may differ from the sandbox's, either way."""

_FAR = 10**12  # seconds; a number of 400 digits cannot be compared with a time
_REVOKED_KEYS_KNOWN_FOR = timedelta(days=7)
_INVALID = (
    "Invalid token: make sure your API token matches the example at "
    "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"
)
_WRONG_CLOCK = "Error: Your system clock must be accurate to within 30 seconds"

_Claims: TypeAlias = Mapping[str, JSONValue]


def authenticate(
    state: State, headers: Mapping[str, str], now: datetime, real_time: float | None = None
) -> tuple[Service, ApiKey]:
    """Finds the service and the key of a request by its `authorization` header.

    Args:
        state: The services and their keys.
        headers: The request's headers.
        now: The present time in the sandbox.
        real_time: The real time in seconds, if a token may be of either time: clients sign with the real clock.

    Raises:
        Refusal: 401 without a bearer token, 403 with one that is not valid.
    """
    token = bearer_token(headers)
    header, claims, signed, signature = _parse(token)
    if "iss" not in claims:
        raise _refused("Invalid token: iss field not provided")
    service = state.services.get(_service_id(claims["iss"]))
    if service is None:
        raise _refused("Invalid token: service not found")
    keys = [
        key for key in service.api_keys if not (key.expiry_date and key.expiry_date < now - _REVOKED_KEYS_KNOWN_FOR)
    ]
    if not keys:
        raise _refused("Invalid token: service has no API keys")
    if not service.active:
        raise _refused("Invalid token: service is archived")
    times = (now.timestamp(),) if real_time is None else (now.timestamp(), real_time)
    for key in keys:
        if header.get("alg") != "HS256":
            raise _refused("Invalid token: algorithm used is not HS256")
        if not _is_signed(key.secret, signed, signature):
            continue
        if not _claims_are_valid(claims, times):
            continue
        if key.expiry_date:
            raise _refused("Invalid token: API key revoked")
        return service, key
    raise _refused("Invalid token: API key not found")


@lru_cache(maxsize=256)  # clients use a token for a second
def _is_signed(secret: str, signed: bytes, signature: bytes) -> bool:
    return hmac.compare_digest(hmac.digest(secret.encode(), signed, "sha256"), signature)


def bearer_token(headers: Mapping[str, str]) -> str:
    """The token in the `authorization` header. Raises `Refusal` (401) if there is none. The scheme may be in any case."""
    header = headers.get("authorization", "").strip()
    if not header:
        raise refusal(401, ("AuthError", "Unauthorized: authentication token must be provided"))
    if header[:7].title() != "Bearer ":
        raise refusal(401, ("AuthError", "Unauthorized: authentication bearer scheme must be used"))
    return header[7:]


# clients use a token for a second, and parsing one costs more than checking its signature
@lru_cache(maxsize=256)
def _parse(token: str) -> tuple[_Claims, _Claims, bytes, bytes]:
    # not by PyJWT: it reads its own clock and hides which check failed
    try:
        signed, _, signature = token.encode().rpartition(b".")
    except UnicodeEncodeError:  # a header that is not UTF-8
        raise _refused(_INVALID) from None
    header_part, dot, claims_part = signed.partition(b".")
    if not dot or b"." in claims_part:
        raise _refused(_INVALID)
    header = _mapping(header_part)
    claims = _mapping(claims_part)
    if header.get("b64") is False:  # the payload is not encoded, or is detached
        raise _refused(_INVALID)
    if "crit" in header or not isinstance(header.get("kid", ""), str):
        raise server_error("InvalidTokenError")
    return header, claims, signed, _decode(signature)


def _mapping(part: bytes) -> _Claims:
    try:
        value: JSONValue = json.loads(_decode(part))
    except (ValueError, RecursionError):
        raise _refused(_INVALID) from None
    if not isinstance(value, dict):
        raise _refused(_INVALID)
    return value


def _decode(part: bytes) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
    except binascii.Error:
        raise _refused(_INVALID) from None


def _service_id(issuer: JSONValue) -> UUID:
    try:
        return _uuid(issuer if isinstance(issuer, str) else "")
    except ValueError:
        raise _refused("Invalid token: service id is not the right data type") from None


_uuid = lru_cache(maxsize=256)(UUID)


def _claims_are_valid(claims: _Claims, times: tuple[float, ...]) -> bool:
    """Checks the claims of a token whose signature is right.

    Returns False where Notify tries the service's next key, and raises `Refusal` where it stops.
    """
    now = times[0]
    if "iat" in claims:
        issued = _issued_at(claims["iat"])
        now = min(times, key=lambda time: abs(time - issued))
        if issued > now + CLOCK_SKEW:
            raise _refused(_WRONG_CLOCK)
    else:
        issued = None
    for name in ("nbf", "exp"):
        if name in claims:
            if claims[name] is None or isinstance(claims[name], list | dict):
                raise server_error("TypeError")
            time = _whole_number(claims[name])
            if time is None:
                return False
            if name == "nbf" and time > now + CLOCK_SKEW:
                raise _refused(_WRONG_CLOCK)
            if name == "exp" and time <= now - CLOCK_SKEW:
                raise _refused(_INVALID)
    if claims.get("aud"):
        raise _refused(_INVALID)
    if any(name in claims and not isinstance(claims[name], str) for name in ("sub", "jti")):
        raise _refused(_INVALID)
    if issued is None:
        return False
    if abs(int(now) - issued) > CLOCK_SKEW:
        raise _refused(_WRONG_CLOCK)
    return True


def _issued_at(value: JSONValue) -> int:
    if value is None or isinstance(value, list | dict):
        raise server_error("TypeError")
    time = _whole_number(value)
    if time is None:
        raise _refused(_WRONG_CLOCK)
    return max(-_FAR, min(time, _FAR))


def _whole_number(value: JSONValue) -> int | None:
    """A number, or the number that a string says, as Python's `int` reads it; None for anything else."""
    try:
        return int(value) if isinstance(value, str | int | float) else None
    except (ValueError, OverflowError):
        return None


def _refused(message: str) -> Refusal:
    return refusal(403, ("AuthError", message))
