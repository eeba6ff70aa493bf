"""Which files the document service takes."""

import base64
import io
import json
import zipfile
from uuid import UUID

import pytest

from notify_sdk.sandbox.documents import LARGEST, check, link, mime_type
from notify_sdk.sandbox.wire import Refusal


def zipped(*names, **contents):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n\x00", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"{\\rtf1 x}", "text/rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
        (b"GIF89a", "image/gif"),
        (b"  <HTML><body>", "text/html"),
        (b"a,b\n1,2\n", "text/plain"),
        (b'{"a": 1}', "application/json"),
        (b"[1, 2]", "application/json"),
        (b"[not json", "text/plain"),
        (b"\xff\xfea\x00", "text/plain"),
        (b"caf\xe9", "text/plain"),
        (b"MZ\x90\x00\x03", "application/octet-stream"),
        (b"<?xml version='1.0'?>", "text/xml"),
        (b"<svg>", "image/svg+xml"),
        (b"#!/bin/sh", "text/x-shellscript"),
        (b"a\x00b", "application/octet-stream"),
        (b"PK\x03\x04 broken", "application/octet-stream"),
        (zipped("a.txt"), "application/zip"),
        (zipped("word/document.xml"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (zipped("xl/workbook.xml"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (zipped(mimetype="application/vnd.oasis.opendocument.text"), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_the_kind_of_a_file_is_seen_from_its_bytes(content, kind):
    assert mime_type(content) == kind


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        ({"file": "not base64 !!"}, "Document is not base64 encoded"),
        ({"file": "é"}, "Document is not base64 encoded"),
        ({"file": ""}, "Document must not be empty"),
        ({"file": "", "filename": "a.csv"}, "Document must not be empty"),
        ({"file": base64.b64encode(b"a" * (LARGEST + 1)).decode()}, "Uploaded file exceeds file size limit"),
        ({"file": "YQ==", "filename": "a" * 97 + ".csv"}, "`filename` cannot be longer than 100 characters"),
        ({"file": "YQ==", "filename": "a.CSV"}, "Unsupported file type '.CSV'. Supported types are: '.csv', "),
        ({"file": "R0lGODlh"}, "Unsupported file type 'image/gif'. Supported types are: '.csv', "),
    ],
)
def test_a_file_is_refused_in_the_document_services_words(upload, message):
    with pytest.raises(Refusal) as caught:
        check(upload)
    assert json.loads(caught.value.response.body)["errors"][0]["message"].startswith(message)


@pytest.mark.parametrize(
    "upload",
    [
        {"file": base64.b64encode(b"a" * LARGEST).decode()},
        {"file": "YQ==", "filename": "a" * 96 + ".csv"},
        {"file": "R0lGODlh", "filename": "a.pdf"},
        {"file": "YQ==", "filename": None},
    ],
)
def test_a_good_file_is_taken(upload):
    check(upload)


def test_a_link_is_an_address_that_nobody_can_guess():
    ids = iter([UUID(int=1), UUID(int=2), UUID(int=3)])
    found = link("https://documents.example", UUID(int=0), lambda: next(ids))
    assert found == (
        "https://documents.example/d/AAAAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAAAAAAw"
        "?key=AAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAI"
    )
