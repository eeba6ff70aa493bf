"""Files: for links in emails, and as precompiled letters."""

from __future__ import annotations

import io
from base64 import b64encode
from pathlib import Path
from typing import IO, TypeAlias

from pydantic import ValidationError

from notify_sdk import models
from notify_sdk._validation.details import details_of
from notify_sdk.errors import RequestValidationError

__all__ = ["MAX_BYTES", "Readable", "prepare_upload"]

MAX_BYTES = 2 * 1024 * 1024
"""The largest file that Notify takes for an email."""

Readable: TypeAlias = IO[bytes] | bytes | Path
"""A file: opened in binary mode, as bytes, or as a path."""


def prepare_upload(
    f: Readable,
    filename: str | None = None,
    confirm_email_before_download: bool | None = None,
    retention_period: str | None = None,
) -> models.Upload:
    """Prepares a file to be linked from an email, as a value of its personalisation.

    Args:
        f: The file, opened in binary mode, as bytes, or as a path; at most 2 MiB.
        filename: The name that the recipient saves it under, with its extension.
        confirm_email_before_download: Whether the recipient must confirm their email address first.
            Notify asks for that unless this is False.
        retention_period: How long the file can be downloaded, such as `"26 weeks"`: 1 to 78 weeks.
            Notify keeps it for 26 weeks unless you say otherwise.

    Returns:
        The upload, to be put under the name of the placeholder that becomes the link.

    Raises:
        RequestValidationError: If the file is closed, opened as text, empty or too large, or an option is
            not one that Notify takes.
        OSError: If there is no file at the path.

    See https://docs.notifications.service.gov.uk/python.html#send-a-file-by-email
    """
    __tracebackhide__ = True
    options = {
        "filename": filename,
        "confirm_email_before_download": confirm_email_before_download,
        "retention_period": retention_period,
    }
    given = {name: value for name, value in options.items() if value is not None}
    content = _bytes(f, "f")
    if not content:
        raise _refused("f", "is empty", "if it was read to its end already, call f.seek(0) first")
    if len(content) > MAX_BYTES:
        raise _refused("f", "is larger than 2MB", f"it has {len(content):,} bytes")
    try:
        return models.Upload.model_validate({"file": _base64(content), **given})
    except ValidationError as error:
        details = details_of(error)
    raise RequestValidationError(details)


def encoded(f: Readable, name: str) -> str:
    """A file in base64.

    Args:
        f: The file.
        name: What the argument is called, for the error.

    Raises:
        RequestValidationError: If the file can't be read as bytes.
    """
    __tracebackhide__ = True
    return _base64(_bytes(f, name))


def _base64(content: bytes) -> str:
    __tracebackhide__ = True
    return b64encode(content).decode("ascii")


def _bytes(f: Readable, name: str) -> bytes:
    __tracebackhide__ = True
    if isinstance(f, bytes | bytearray | memoryview):
        return bytes(f)
    if isinstance(f, Path):
        return f.read_bytes()
    if not hasattr(f, "read"):
        raise _refused(name, "is not a file", 'open it with open(path, "rb")')
    if getattr(f, "closed", False):
        raise _refused(name, "is closed", "read it before the file is closed")
    try:
        content: object = f.read()
    except io.UnsupportedOperation:
        raise _refused(name, "can't be read", 'open it with open(path, "rb")') from None
    except UnicodeDecodeError:
        content = ""
    if not isinstance(content, bytes):
        raise _refused(name, "was opened as text", 'open it with open(path, "rb")')
    return content


def _refused(name: str, what: str, hint: str) -> RequestValidationError:
    return RequestValidationError.of(f"{name} {what}", hint, code="not_a_file", field=name)
