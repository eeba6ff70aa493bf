"""Files sent by email: the document download service's checks and links."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from uuid import UUID

from notify_sdk.sandbox.wire import JSONValue, bad_request
from notify_sdk.sandbox.world.state import TemplateRecord

from . import file_kinds

MAX_FILE_BYTES = 2 * 1024 * 1024 + 1024
"""The most bytes that a decoded file may have."""

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!"
"""The test file that every virus scanner reports as a virus."""

_MAX_FILENAME_LENGTH = 100
_TYPES = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": file_kinds.DOCX,
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "rtf": "text/rtf",
    "txt": "text/plain",
    "xlsx": file_kinds.XLSX,
}
_SUPPORTED = ", ".join(f"'.{extension}'" for extension in sorted(_TYPES))


def check_file(upload: Mapping[str, JSONValue]) -> None:
    """Raises `Refusal` (400) with the document service's message if it would not take this file."""
    content = _decoded(str(upload["file"]))
    if len(content) > MAX_FILE_BYTES:
        raise bad_request("Uploaded file exceeds file size limit")
    filename = upload.get("filename")
    if isinstance(filename, str):
        _check_name(filename)
    if not content:
        raise bad_request("Document must not be empty")
    if EICAR in content:
        raise bad_request("File did not pass the virus scan")
    # whatever its name says
    if (kind := file_kinds.kind_of(content)) not in _TYPES.values():
        raise _unsupported(kind)


def download_link(host: str, service_id: UUID, new_id: Callable[[], UUID]) -> str:
    """The link at which a recipient would download a file."""
    key = base64.urlsafe_b64encode(new_id().bytes + new_id().bytes).rstrip(b"=").decode()
    return f"{host}/d/{_short(service_id)}/{_short(new_id())}?key={key}"


def template_file_links(host: str, service_id: UUID, template: TemplateRecord) -> dict[str, str]:
    """The links to a template's own files, by the names of their placeholders."""
    links: dict[str, str] = {}
    for file in template.email_files:
        address = f"{host}/d/{_short(service_id)}/{_short(file.id)}?key={_short(template.id)}"
        links[file.filename] = f"[{file.link_text}]({address})" if file.link_text else address
    return links


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        raise bad_request("Document is not base64 encoded") from None


def _check_name(filename: str) -> None:
    if len(filename) > _MAX_FILENAME_LENGTH:
        raise bad_request(f"`filename` cannot be longer than {_MAX_FILENAME_LENGTH} characters")
    extension = filename.rpartition(".")[2]
    if extension.lower() not in _TYPES:
        raise _unsupported(f".{extension}")


def _unsupported(kind: str) -> Exception:
    return bad_request(f"Unsupported file type '{kind}'. Supported types are: {_SUPPORTED}")


def _short(identifier: UUID) -> str:
    return base64.urlsafe_b64encode(identifier.bytes).rstrip(b"=").decode()
