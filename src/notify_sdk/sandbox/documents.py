"""Files sent by email: what the document download service takes, and the link it gives."""

from __future__ import annotations

import base64
import binascii
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from uuid import UUID

from .wire import JSONValue, bad_request

LARGEST = 2 * 1024 * 1024 + 1024
"""Bytes that a file may have, decoded."""

_LONGEST_NAME = 100
_TYPES = {
    "csv": "text/csv",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "png": "image/png",
    "rtf": "text/rtf",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_SUPPORTED = ", ".join(f"'.{extension}'" for extension in sorted(_TYPES))
_STARTS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"{\\rtf", "text/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"GIF8", "image/gif"),
    (b"\x1f\x8b", "application/gzip"),
)
_TEXT_STARTS = (
    (b"<!doctype html", "text/html"),
    (b"<html", "text/html"),
    (b"<head", "text/html"),
    (b"<body", "text/html"),
    (b"<title", "text/html"),
    (b"<script", "text/html"),
    (b"<table", "text/html"),
    (b"<svg", "image/svg+xml"),
    (b"<?xml", "text/xml"),
    (b"#!/bin/", "text/x-shellscript"),
)
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NOT_TEXT = re.compile(rb"[\x00-\x06\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def check(upload: Mapping[str, JSONValue]) -> None:
    """Raises `Refusal` (400) with the document service's words when it would not take this file."""
    content = _decoded(str(upload["file"]))
    if not content:
        raise bad_request("Document must not be empty")
    if len(content) > LARGEST:
        raise bad_request("Uploaded file exceeds file size limit")
    filename = upload.get("filename")
    if isinstance(filename, str):
        _check_name(filename)
    elif (kind := mime_type(content)) not in _TYPES.values():
        raise _unsupported(kind)


def link(host: str, service_id: UUID, new_id: Callable[[], UUID]) -> str:
    """The address at which the recipient would download a file."""
    key = base64.urlsafe_b64encode(new_id().bytes + new_id().bytes).rstrip(b"=").decode()
    return f"{host}/d/{_short(service_id)}/{_short(new_id())}?key={key}"


def mime_type(content: bytes) -> str:
    """What kind of file the bytes look like, as far as the service's choice of types needs."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content.startswith(b"PK\x03\x04"):
        return _zip_type(content)
    if content.startswith(_BYTE_ORDER_MARKS):
        return "text/plain"
    if _NOT_TEXT.search(content):
        return "application/octet-stream"
    beginning = content.lstrip()[:16].lower()
    return next((kind for start, kind in _TEXT_STARTS if beginning.startswith(start)), None) or _text_type(content)


def _zip_type(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if "word/document.xml" in names:
                return _TYPES["docx"]
            if "xl/workbook.xml" in names:
                return _TYPES["xlsx"]
            if "mimetype" in names and archive.read("mimetype").strip() == _TYPES["odt"].encode():
                return _TYPES["odt"]
    except zipfile.BadZipFile:
        return "application/octet-stream"
    return "application/zip"


def _text_type(content: bytes) -> str:
    if content.lstrip()[:1] in {b"{", b"["}:
        try:
            json.loads(content)
        except (ValueError, RecursionError):
            return "text/plain"
        return "application/json"
    return "text/plain"


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        raise bad_request("Document is not base64 encoded") from None


def _check_name(filename: str) -> None:
    if len(filename) > _LONGEST_NAME:
        raise bad_request(f"`filename` cannot be longer than {_LONGEST_NAME} characters")
    extension = filename.rpartition(".")[2]
    if extension not in _TYPES:
        raise _unsupported(f".{extension}")


def _unsupported(kind: str) -> Exception:
    return bad_request(f"Unsupported file type '{kind}'. Supported types are: {_SUPPORTED}")


def _short(identifier: UUID) -> str:
    return base64.urlsafe_b64encode(identifier.bytes).rstrip(b"=").decode()
