"""The media type of a file, by its content."""

import io
import zipfile

import pytest

from notify_sdk.sandbox.api.documents import EICAR
from notify_sdk.sandbox.api.file_kinds import DOCX, XLSX, kind_of


def zipped(*names, **contents):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        for name, content in contents.items():
            archive.writestr(name, content)
    return buffer.getvalue()


# the media types of libmagic 5.44, as the service uses them
KINDS = {
    "application/pdf": [b"%PDF-1.4", b"\n%PDF-1.4\0\1", b"   %PDF-1.4\n", b"x" * 200 + b"%PDF-"],
    "image/png": [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"],
    "image/jpeg": [b"\xff\xd8\xff\xe0", b"\xff\xd8\xff\0"],
    "text/rtf": [b"{\\rtf1 x}", b"{\\rtfx"],
    "application/x-ole-storage": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)],
    "image/gif": [b"GIF89a", b"GIF8"],
    "application/gzip": [b"\x1f\x8b\x08\0"],
    "application/postscript": [b"%!PS", b"\x04%!PS"],
    "text/x-php": [b"<?php x"],
    "text/calendar": [b"BEGIN:VCALENDAR"],
    "message/rfc822": [b"From: a@b\n", b"Received: from x"],
    "text/html": [b"  <HTML><body>", b"hello <!doctype html>", b"<table x", b'hello <a href="x">'],
    "text/xml": [b"<?xml version='1.0'?>", b"<?XML version='1.0'?>"],
    "image/svg+xml": [b"<svg>", b'<?xml version="1.0"?>\n<svg xmlns='],
    "text/x-shellscript": [b"#!/bin/sh\n", b"#! /bin/bash\necho"],
    "text/plain": [
        *(
            b"a,b\n1,2\n",
            b"[not json",
            b'{"a":NaN}',
            b"\xff\xfea\0",
            b"caf\xe9",
            b"\xef\xbb\xbf{}",
            b"hello\x7f",
            b"hello\x0b",
        ),
        *(
            b"MZ" + bytes(60),
            b"BM" + bytes(60),
            b"\x7fELF",
            b"\xff\xd8\xff",
            b"%PDF",
            b"{\\rtf",
            b"<body>",
            b" <svg>",
            b"\n\n",
        ),
        *(
            b"12",
            b"ab\0\0",
            EICAR,
            b"<tablex",
            b" <?xml version='1.0'?>",
            b"#!/bin/sh",
            b"\xca\xfe\xba\xbe",
            b"\xc2\x80ab",
        ),
    ],
    "application/json": [b'{"a": 1}', b"[1, 2]", b"{}", b"\n{}", b'["\xc3\xa9"]'],
    "application/octet-stream": [
        *(b"\n", b" ", b"a", b"1", b"[", b"a\0\0", b"abc\0", b"\0", b"a\0b", b"\0\1\2\3", b"i\xb7\x1d"),
        *(
            b"\x89PNG\r\n\x1a\n",
            b"\x1f\x8b",
            b"MZ\x90\0\3",
            b"PK\x03\x04",
            b"PK\x03\x04 broken",
            b"ID3\x03",
            b" %PDF-\0\1",
        ),
    ],
    "application/zip": [
        *(zipped("a.txt"), zipped("[Content_Types].xml"), zipped("META-INF/MANIFEST.MF"), b"PK\x05\x06" + bytes(18)),
    ],
    DOCX: [zipped("word/document.xml"), zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")],
    XLSX: [zipped("xl/workbook.xml"), b"in front" + zipped("xl/workbook.xml")],
    "application/vnd.oasis.opendocument.text": [zipped(mimetype="application/vnd.oasis.opendocument.text")],
    "application/vnd.oasis.opendocument.spreadsheet": [
        zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet")
    ],
    "application/epub+zip": [zipped(mimetype="application/epub+zip")],
}


@pytest.mark.parametrize(
    ("content", "kind"), [(content, kind) for kind, contents in KINDS.items() for content in contents]
)
def test_the_media_type_is_found_from_the_bytes(content, kind):
    assert kind_of(content) == kind
