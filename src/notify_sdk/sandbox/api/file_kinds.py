"""Media types of files by their content, as `libmagic` finds them, for the files that people send."""

from __future__ import annotations

import io
import json
import re
import zipfile
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

UNKNOWN = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_BINARY = [
    (re.compile(pattern, re.DOTALL), kind)
    for pattern, kind in (
        (rb"\x89PNG\r\n\x1a\n....IHDR", "image/png"),
        (rb"\xff\xd8\xff.", "image/jpeg"),
        (rb"GIF8", "image/gif"),
        (rb"RIFF....WAVE", "audio/x-wav"),
        (rb"RIFF....WEBP", "image/webp"),
        (rb"RIFF....AVI ", "video/x-msvideo"),
        (rb"II\*\0|MM\0\*", "image/tiff"),
        (rb"BM.{4}\0\0\0\0.{4}[\x0c-\x7c]\0\0\0", "image/bmp"),
        (rb"\x1f\x8b.[\x00-\xff]", "application/gzip"),
        (rb"BZh", "application/x-bzip2"),
        (rb"\xfd7zXZ\0", "application/x-xz"),
        (rb"7z\xbc\xaf\x27\x1c..", "application/x-7z-compressed"),
        (rb"Rar!\x1a\x07\0", "application/x-rar"),
        (rb"\x04\x22\x4d\x18", "application/x-lz4"),
        (rb"\x28\xb5\x2f\xfd", "application/zstd"),
        (rb"!<arch>", "application/x-archive"),
        (rb"....ftyp(?:mp4|iso)", "video/mp4"),
        (rb"fLaC", "audio/flac"),
        (rb"wOFF", "font/woff"),
        (rb"wOF2", "font/woff2"),
        (rb"\x04?%!", "application/postscript"),
        (rb"\{\\rtf.", "text/rtf"),
        (rb"[\r\n]?%PDF-|\xef\xbb\xbf%PDF-", "application/pdf"),
    )
]
_TEXT = [
    (re.compile(pattern, re.DOTALL), kind)
    for pattern, kind in (
        (rb".{0,255}?%PDF-", "application/pdf"),
        (rb"<svg|(?i:<\?xml)[^>]*>\s*<svg", "image/svg+xml"),
        (rb"(?:\xef\xbb\xbf)?(?i:<\?xml)", "text/xml"),
        (
            rb"(?i:.{0,4096}?(?:<!doctype html|<(?:head|title|html|script|style|table)[\s>]|<a href=))",
            "text/html",
        ),
        (rb"#! ?/bin/(?:ba|da|k|z|tc|c)?sh\s", "text/x-shellscript"),
        (rb"#! ?/usr/bin/(?:env )?python[0-9.]*\s|(?:.*\n)?def \w+\(.*\):|from \w+ import ", "text/x-script.python"),
        (rb"#! ?/usr/bin/(?:env )?perl\s", "text/x-perl"),
        (rb"#! ?/usr/bin/env node\s", "application/javascript"),
        (rb"<\?php", "text/x-php"),
        (rb"#include [<\"]", "text/x-c"),
        (rb"BEGIN:VCALENDAR", "text/calendar"),
        (rb"BEGIN:VCARD", "text/vcard"),
        (rb"(?:From|Received|Return-Path|Delivered-To|Date):", "message/rfc822"),
        (rb"diff |Index: ", "text/x-diff"),
        (rb"\\(?:input|documentclass|documentstyle|begin\{)", "text/x-tex"),
        (rb"(?i:@echo off)", "text/x-msdos-batch"),
        (rb"\*\*\* ", "text/x-diff"),
        (rb"\.T[HIS] ", "text/troff"),
        (rb"-----BEGIN PGP MESSAGE-", "application/pgp-encrypted"),
    )
]

_OLE = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)

_NOT_TEXT = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f\x7f]")
# control characters of EBCDIC that are no text in it; every byte from 0x40 on is a character there
_NOT_EBCDIC = re.compile(rb"[\x00-\x04\x06-\x0a\x0e-\x14\x17-\x24\x26\x28-\x2e\x30-\x3f\xff]")


def kind_of(content: bytes) -> str:
    """The media type that Notify would find for some bytes. There is at least one byte."""
    kind = _by_signature(content)
    if kind in {UNKNOWN, "application/zip"}:
        return _of_archive(content, kind)
    return kind


def _by_signature(content: bytes) -> str:
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(content)
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") and len(content) > 512:
        return next((kind for name, kind in _OLE if name.encode("utf-16-le") in content), "application/x-ole-storage")
    for pattern, kind in _BINARY:
        if pattern.match(content):
            return kind
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "text/plain"
    text = content.rstrip(b"\0")
    if len(text) < 2 or (len(text) % 2 == 1 and len(content) % 2 == 0):  # it keeps a zero where it must pad to even
        return UNKNOWN
    if _NOT_TEXT.search(text):
        return UNKNOWN if _NOT_EBCDIC.search(text) else "text/plain"
    return next((kind for pattern, kind in _TEXT if pattern.match(content)), None) or _json_or_text(content)


def _json_or_text(content: bytes) -> str:
    if content.lstrip()[:1] in {b"{", b"["} and not content.startswith(BOM_UTF8):
        try:
            json.loads(content, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            return "text/plain"
        return "application/json"
    return "text/plain"


def _no_constant(name: str) -> object:
    raise ValueError(name)


def _zip_kind(content: bytes) -> str:
    """The kind of an archive by its first entry, as far as `libmagic` looks."""
    stored = content[38:130] if content[30:38] == b"mimetype" and content[8:10] == b"\0\0" else b""
    for kind in (b"application/vnd.oasis.opendocument.", b"application/epub+zip"):
        if stored.startswith(kind):
            found = re.match(rb"application/vnd\.oasis\.opendocument\.[a-z-]+|application/epub\+zip", stored)
            return found[0].decode().removesuffix("PK") if found else UNKNOWN
    if content.startswith(b"PK\x05\x06"):
        return "application/zip"
    first = content[30 : 30 + int.from_bytes(content[26:28], "little")]
    if not first:
        return UNKNOWN
    if first.startswith(b"word/"):
        return DOCX
    if first.startswith(b"xl/"):
        return XLSX
    if first.startswith(b"ppt/"):
        return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    if first == b"AndroidManifest.xml":
        return "application/vnd.android.package-archive"
    return "application/zip"


def _of_archive(content: bytes, kind: str) -> str:
    """The media type of an archive or of unknown bytes, in which Notify looks for the parts of office documents."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        return UNKNOWN
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else kind
