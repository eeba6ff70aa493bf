"""API keys, and the tokens that requests are signed with."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from hashlib import sha256
from uuid import UUID

from notify_sdk.errors import RequestValidationError

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_KEY = re.compile(rf"(?:(?P<name>.*)-)?(?P<service>{_UUID})-(?P<secret>{_UUID})", re.DOTALL)
_WHERE = "copy it whole from the API integration page of your service on the Notify website"
_IN_TESTS = "in tests, any name and any two UUIDs will do, with hyphens between them"


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
    def parse(cls, text: object) -> APIKey:
        """Parses a key: any name, the service's id and the secret, with hyphens between them.

        Raises:
            RequestValidationError: If it is not a key. The error never shows it.
        """
        __tracebackhide__ = True
        if not isinstance(text, str):
            kind = type(text).__name__
            raise RequestValidationError.of(f"api_key is not a text: it is of type {kind}", _WHERE, field="api_key")
        key = text.strip()
        if not key:
            raise RequestValidationError.of(
                "api_key is empty", f"give it, or set NOTIFY_API_KEY; {_WHERE}", field="api_key"
            )
        found = _KEY.fullmatch(key)
        if not found:
            message = "api_key is too short" if len(key) < 73 else "api_key does not end in two UUIDs"
            raise RequestValidationError.of(message, f"{_WHERE}; {_IN_TESTS}", field="api_key")
        return cls(str(UUID(found["service"])), str(UUID(found["secret"])))

    def __reduce__(self) -> str:
        raise TypeError("an API key can't be pickled: make the client where it is used")


class Signer:
    """Signs requests, with one token for each second."""

    def __init__(self, key: APIKey) -> None:
        self._key = key
        self._last = (-1, "")
        self.offset: float = 0.0
        """Seconds to add to this machine's clock."""

    @property
    def service_id(self) -> str:
        """The service whose key it is."""
        return self._key.service_id

    @property
    def fingerprint(self) -> str:
        """A fingerprint of the key, which does not reveal it: 12 hexadecimal digits."""
        return sha256(f"{self._key.service_id}{self._key.secret}".encode()).hexdigest()[:12]

    def authorization(self) -> str:
        """The value of the `Authorization` header for a request that is sent now."""
        __tracebackhide__ = True
        now = int(time.time() + self.offset)
        last = self._last
        if last[0] == now:
            return last[1]
        import jwt

        token = jwt.encode({"iss": self._key.service_id, "iat": now}, self._key.secret, algorithm="HS256")
        self._last = (now, f"Bearer {token}")
        return self._last[1]

    def __repr__(self) -> str:
        return f"Signer({self._key!r})"
