"""Takes an API key that a sandbox does not know for the live key of its first service."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import jwt

from notify_sdk.sandbox import Request, State

_ALGORITHM = "HS256"


def taken_for_live(request: Request, state: State) -> Request:
    """A request with a token for a service that there is not, signed again with the first service's live key.

    Any other request stays as it is: one with a key of a service that there is, right or wrong or revoked, and one
    whose token is none.

    Args:
        request: The request.
        state: The services.
    """
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    try:
        algorithm = jwt.get_unverified_header(token)["alg"]
        claims = jwt.decode(token, options={"verify_signature": False})
        issuer = UUID(str(claims["iss"]))
    except (jwt.InvalidTokenError, LookupError, ValueError):
        return request
    service = next(iter(state), None)
    if service is None or issuer in state.services or algorithm != _ALGORITHM:
        return request
    live = (key for key in service.api_keys if key.key_type == "normal" and key.expiry_date is None)
    key = next(live, None)
    if key is None:
        return request
    signed = jwt.encode({**claims, "iss": str(service.id)}, key.secret, algorithm=_ALGORITHM)
    return replace(request, headers={**request.headers, "authorization": f"{scheme} {signed}"})
