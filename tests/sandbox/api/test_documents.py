"""Which files the document service accepts."""

import base64
import json
import re
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.sandbox.api.documents import EICAR, MAX_FILE_BYTES, check_file, download_link
from notify_sdk.sandbox.api.file_kinds import DOCX, XLSX, kind_of
from notify_sdk.sandbox.wire import Refusal

TAKEN = {
    *("text/csv", "application/msword", "image/jpeg", "application/json", "application/pdf", "image/png", "text/rtf"),
    *("text/plain", "application/vnd.oasis.opendocument.text", DOCX, XLSX),
}


@given(content=st.binary(min_size=1) | st.text(min_size=1).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_have_a_media_type(content):
    kind = kind_of(content)
    assert re.fullmatch(r"[a-z]+/[\w.+-]+", kind)
    name = "a.txt" if kind in TAKEN else "a.pdf"
    for upload in ({}, {"filename": name}):  # a file with bytes that are not accepted is refused whatever its name
        if kind in TAKEN:
            check_file({"file": base64.b64encode(content).decode(), **upload})
        else:
            with pytest.raises(Refusal) as caught:
                check_file({"file": base64.b64encode(content).decode(), **upload})
            assert kind.encode() in caught.value.response.body


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        ({"file": "not base64 !!"}, "Document is not base64 encoded"),
        ({"file": "é"}, "Document is not base64 encoded"),
        ({"file": ""}, "Document must not be empty"),
        ({"file": "", "filename": "a.csv"}, "Document must not be empty"),
        ({"file": base64.b64encode(b"a" * (MAX_FILE_BYTES + 1)).decode()}, "Uploaded file exceeds file size limit"),
        ({"file": "YQ==", "filename": "a" * 97 + ".csv"}, "`filename` cannot be longer than 100 characters"),
        ({"file": "YQ==", "filename": "a.Exe"}, "Unsupported file type '.Exe'. Supported types are: '.csv', "),
        ({"file": "", "filename": "a.x"}, "Unsupported file type '.x'. Supported types are: '.csv', "),
        ({"file": "AAE=", "filename": "a.csv"}, "Unsupported file type 'application/octet-stream'. Supported types "),
        ({"file": "R0lGODlh", "filename": "a.pdf"}, "Unsupported file type 'image/gif'. Supported types are: "),
        ({"file": base64.b64encode(EICAR).decode()}, "File did not pass the virus scan"),
        ({"file": "R0lGODlh"}, "Unsupported file type 'image/gif'. Supported types are: '.csv', "),
    ],
)
def test_a_bad_file_is_refused_with_the_services_message(upload, message):
    with pytest.raises(Refusal) as caught:
        check_file(upload)
    assert json.loads(caught.value.response.body)["errors"][0]["message"].startswith(message)


@pytest.mark.parametrize(
    "upload",
    [
        {"file": base64.b64encode(b"a" * MAX_FILE_BYTES).decode()},
        {"file": "YWI=", "filename": "a" * 96 + ".csv"},
        {"file": "JVBERi0=", "filename": "a.txt"},
        {"file": "YWI=", "filename": None},
    ],
)
def test_a_good_file_is_accepted(upload):
    check_file(upload)


@given(name=st.sampled_from(["csv", "pdf", "docx", "txt"]), case=st.sampled_from([str.upper, str.title, str.swapcase]))
def test_the_case_of_an_extension_does_not_matter(name, case):
    check_file({"file": "YWI=", "filename": f"a.{case(name)}"})


def test_a_link_holds_random_ids():
    ids = iter([UUID(int=1), UUID(int=2), UUID(int=3)])
    found = download_link("https://documents.example", UUID(int=0), lambda: next(ids))
    assert found == (
        "https://documents.example/d/AAAAAAAAAAAAAAAAAAAAAA/AAAAAAAAAAAAAAAAAAAAAw"
        "?key=AAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAI"
    )
