"""API keys, and the tokens that requests are signed with."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeAlias
from uuid import UUID

from notify_sdk._client.key_pattern import KEY
from notify_sdk.errors import NoConnectionError, RequestValidationError


@dataclass(frozen=True, slots=True)
class APIKey:
    """A parsed API key. Its `repr` shows the service and not the secret.

    Attributes:
        service_id: The service whose key it is.
        secret: What tokens are signed with.
    """

    service_id: str
    secret: str = field(repr=False)

    @classmethod
    def parse(cls, text: object, name: str = "api_key") -> APIKey:
        """Parses a key: any name, the service's id and the secret, with hyphens between them.

        Args:
            text: The key.
            name: What it is called in the error.

        Raises:
            RequestValidationError: If it is not a key. The error names the mistake and never shows the key.
        """
        __tracebackhide__ = True
        key = text.strip() if isinstance(text, str) else ""
        if found := KEY.fullmatch(key):
            return cls(str(UUID(found["service"])), str(UUID(found["secret"])))
        from notify_sdk._client.key_shape import COPY, fault_of

        if not isinstance(text, str):
            kind = type(text).__name__
            raise RequestValidationError.of(f"{name} is not a text: it is of type {kind}", COPY, field="api_key")
        if not key:
            raise RequestValidationError.of(
                f"{name} is empty", f"give it, or set NOTIFY_API_KEY or NOTIFY_API_KEY_FILE; {COPY}", field="api_key"
            )
        fault = fault_of(key)
        raise RequestValidationError.of(f"{name} {fault.said}", fault.hint, field="api_key")

    def __reduce__(self) -> str:
        raise TypeError("an API key can't be pickled: make the client where it is used")


KeySource: TypeAlias = Callable[[], APIKey]
"""Gives the present key of a service whose key may change while a client is in use."""


class Signer:
    """Signs requests, with one token for each second.

    Args:
        key: The key; or what gives the present one, which is called for each token.
    """

    def __init__(self, key: APIKey | KeySource) -> None:
        self._source: KeySource = (lambda: key) if isinstance(key, APIKey) else key
        self._key: APIKey | None = key if isinstance(key, APIKey) else None
        self._last = (-1, "")
        self.offset: float = 0.0
        """Seconds to add to this machine's clock."""

    @property
    def service_id(self) -> str:
        """The service whose key it is."""
        __tracebackhide__ = True
        return (self._key or self._read()).service_id

    @property
    def fingerprint(self) -> str:
        """A fingerprint of the key, which does not reveal it: 12 hexadecimal digits."""
        __tracebackhide__ = True
        key = self._key or self._read()
        return sha256(f"{key.service_id}{key.secret}".encode()).hexdigest()[:12]

    def authorization(self) -> str:
        """The value of the `Authorization` header for a request that is sent now.

        Raises:
            NoConnectionError: If the key may change, and can't be had now.
        """
        __tracebackhide__ = True
        now = int(time.time() + self.offset)
        last = self._last
        if last[0] == now:
            return last[1]
        import jwt

        key = self._read()
        token = jwt.encode({"iss": key.service_id, "iat": now}, key.secret, algorithm="HS256")
        self._last = (now, f"Bearer {token}")
        return self._last[1]

    def _read(self) -> APIKey:
        __tracebackhide__ = True
        try:
            self._key = self._source()
        except RequestValidationError as error:
            raise _no_key(error.errors[0].message, error.hint) from error
        except Exception as error:
            raise _no_key(f"the function api_key raised {type(error).__name__}") from error
        return self._key

    def __repr__(self) -> str:
        return f"Signer({self._key!r})"

    def __reduce__(self) -> str:
        raise TypeError("an API key can't be pickled: make the client where it is used")


def _no_key(why: str, hint: str | None = None) -> NoConnectionError:
    return NoConnectionError(f"no request was sent, since there is no key to sign it with: {why}", hint)
