"""Signed requests to a sandbox without a client."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from notify_sdk.sandbox import Request, Response, Sandbox


def send_request(
    sandbox: Sandbox,
    method: str,
    path: str,
    *,
    body: object = None,
    query: str = "",
    key: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Sends a signed request to the sandbox. The key is its live key unless another is given."""
    headers = {"host": "notify.test", "authorization": f"Bearer {bearer_token(sandbox, key)}", **(headers or {})}
    content = b"" if body is None else json.dumps(body).encode()
    return sandbox.handle(Request(method, path, query, headers, content))


def bearer_token(sandbox: Sandbox, key: str | None = None, **claims: object) -> str:
    """A token for the sandbox's present time."""
    key = key or sandbox.api_key
    service, secret = key[-73:-37], key[-36:]
    facts = {"iss": service, "iat": int(sandbox.clock().timestamp()), **claims}
    signed = f"{_part({'typ': 'JWT', 'alg': 'HS256'})}.{_part(facts)}"
    signature = hmac.digest(secret.encode(), signed.encode(), hashlib.sha256)
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def _part(value: dict[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()
