"""Where an API key comes from: a text, a `SecretStr`, a function, a file, or the environment."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Coroutine, Mapping
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TypeAlias

from pydantic import SecretStr

from notify_sdk._client.auth import APIKey, KeySource, Signer
from notify_sdk._transport.in_process import SandboxUse, resolve_sandbox_key
from notify_sdk.errors import RequestValidationError

ApiKey: TypeAlias = Callable[[], str | SecretStr] | SecretStr | str
"""An API key, or a function that returns the present one."""

VARIABLE, FILE_VARIABLE = "NOTIFY_API_KEY", "NOTIFY_API_KEY_FILE"
_LONGEST = 4096
_FILE = f"the file of {FILE_VARIABLE}"
_FUNCTION = "what the function api_key returned"


def signer_and_address(api_key: ApiKey | None, address: str | None, sandbox: SandboxUse) -> tuple[Signer, str | None]:
    """What signs the requests of a client, and the address that they go to; None for that of Notify.

    Args:
        api_key: As for the client.
        address: As for the client, or of the environment.
        sandbox: When the sandbox of this process may be used. A function never leads to it.

    Raises:
        RequestValidationError: If there is no key, or it is wrong, or the sandbox is requested and not allowed.
    """
    __tracebackhide__ = True
    if callable(api_key):
        if iscoroutinefunction(api_key):
            raise RequestValidationError.of(
                "api_key is an asynchronous function",
                "give one that returns the key at once, such as what a task of yours has read last",
                field="api_key",
            )
        resolve_sandbox_key(_FUNCTION, address, sandbox)
        return Signer(_of_function(api_key)), address
    from_file = None
    name, text = "api_key", _revealed(api_key)
    if text is None:
        text = os.environ.get(VARIABLE, "")
        from_file = key_file(os.environ)
        if from_file is not None:
            name, text = _FILE, read_key_file(from_file)
    if isinstance(text, str) and (instead := resolve_sandbox_key(text, address, sandbox)):
        return Signer(APIKey.parse(instead[0])), instead[1]
    key = APIKey.parse(text, name)
    return Signer(key if from_file is None else _of_file(from_file)), address


def key_file(environment: Mapping[str, str]) -> str | None:
    """The file that `NOTIFY_API_KEY_FILE` names; None if it is not set, or empty.

    Raises:
        RequestValidationError: If `NOTIFY_API_KEY` is set, too.
    """
    __tracebackhide__ = True
    path = environment.get(FILE_VARIABLE, "").strip()
    if not path:
        return None
    if environment.get(VARIABLE, "").strip():
        raise RequestValidationError.of(
            f"{VARIABLE} and {FILE_VARIABLE} are both set", "unset one of them", field=FILE_VARIABLE
        )
    return path


def read_key_file(path: str) -> str:
    """The text of a file with a key, without the white space around it.

    Raises:
        RequestValidationError: If it can't be read, is empty, or is no text of the length of a key.
    """
    __tracebackhide__ = True
    why = None
    content = b""
    try:
        # not a pipe, which would be waited for, and can be read once only
        if not stat.S_ISREG(Path(path).stat().st_mode):
            why = "is not a file"
        else:
            with Path(path).open("rb") as file:
                content = file.read(_LONGEST + 1)
    except (OSError, ValueError) as error:
        why = f"can't be read ({type(error).__name__})"
    if why is None and len(content) > _LONGEST:
        why = "is too long for a key"
    text = ""
    try:
        text = content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        why = "is not a text"
    if why is None and not text:
        why = "is empty"
    if why is not None:
        raise RequestValidationError.of(f"{_FILE} {why}", "it must hold an API key alone", field=FILE_VARIABLE)
    return text


def _of_file(path: str) -> KeySource:
    def read() -> APIKey:
        __tracebackhide__ = True
        return APIKey.parse(read_key_file(path), _FILE)

    return read


def _of_function(function: Callable[[], str | SecretStr]) -> KeySource:
    def call() -> APIKey:
        __tracebackhide__ = True
        found: object = function()
        if isinstance(found, Coroutine):
            found.close()  # else Python warns that nobody has awaited it
        return APIKey.parse(_revealed(found), _FUNCTION)

    return call


def _revealed(key: object) -> object:
    __tracebackhide__ = True
    return key.get_secret_value() if isinstance(key, SecretStr) else key
