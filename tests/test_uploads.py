"""Files: everything that can be read as bytes goes, and everything else is refused."""

from __future__ import annotations

import base64
import io
import tempfile
from pathlib import Path

import pytest

from notify_sdk import NoResultFound, RequestValidationError, models, prepare_upload
from notify_sdk.uploads import MAX_BYTES
from tests.support.clients import ID, recording, refused_by_notify

CONTENT = bytes(range(256))


def file_of(path: Path, content: bytes = CONTENT) -> Path:
    path.write_bytes(content)
    return path


@pytest.fixture
def path(tmp_path) -> Path:
    return file_of(tmp_path / "ünïcode name.pdf")


def decoded(upload: models.Upload) -> bytes:
    return base64.b64decode(upload.file, validate=True)


def test_every_kind_of_file_is_read_whole(path):
    with path.open("rb") as file, path.open("rb", buffering=0) as raw, tempfile.SpooledTemporaryFile() as spooled:
        spooled.write(CONTENT)
        spooled.seek(0)
        kinds = [file, raw, spooled, io.BytesIO(CONTENT), CONTENT, bytearray(CONTENT), memoryview(CONTENT), path]
        assert [decoded(prepare_upload(kind)) == CONTENT for kind in kinds] == [True] * len(kinds)


def test_an_open_file_is_read_from_where_it_is(path):
    with path.open("rb") as file:
        file.seek(100)
        assert decoded(prepare_upload(file)) == CONTENT[100:]


def test_options_are_written_only_if_they_are_given():
    assert prepare_upload(b"a").model_dump(exclude_unset=True) == {"file": "YQ=="}
    full = prepare_upload(b"a", "a.csv", confirm_email_before_download=False, retention_period="1 week")
    assert full.model_dump(exclude_unset=True) == {
        "file": "YQ==",
        "filename": "a.csv",
        "confirm_email_before_download": False,
        "retention_period": "1 week",
    }


def refused(*args: object, **options: object) -> str:
    with pytest.raises(RequestValidationError) as caught:
        prepare_upload(*args, **options)
    return str(caught.value).removeprefix("ValidationError: ")


def test_two_mebibytes_are_the_most(path):
    assert len(decoded(prepare_upload(bytes(MAX_BYTES)))) == 2 * 1024 * 1024
    assert refused(bytes(MAX_BYTES + 1)) == "f is larger than 2MB (it has 2,097,153 bytes)"
    assert "larger than 2MB" in refused(io.BytesIO(bytes(MAX_BYTES + 1)))
    assert "larger than 2MB" in refused(file_of(path, bytes(MAX_BYTES + 1)))


def test_an_empty_file_is_most_likely_one_that_was_read_already(path):
    file = io.BytesIO(CONTENT)
    file.read()
    for empty in (file, b"", io.BytesIO(), file_of(path, b"")):
        assert refused(empty) == "f is empty (if it was read to its end already, call f.seek(0) first)"


NO_FILES = [
    (io.StringIO("text"), 'was opened as text (open it with open(path, "rb"))'),
    ("letter.pdf", 'is not a file (open it with open(path, "rb"))'),
    (None, "is not a file"),
    (7, "is not a file"),
    ([b"a"], "is not a file"),
]


@pytest.mark.parametrize(("file", "said"), NO_FILES, ids=[repr(row[0])[:20] for row in NO_FILES])
def test_what_is_no_file_is_told_by_the_name_of_the_argument(client_kind, file, said):
    assert f"f {said}" in refused(file)
    client, recorded = recording(client_kind, refused_by_notify(404))
    with client, pytest.raises(RequestValidationError) as caught:
        client.send_precompiled_letter_notification("ref", file)
    assert f"pdf_file {said}" in str(caught.value)
    assert recorded.requests == []


def test_a_closed_file_is_told(path):
    with path.open("rb") as file, io.BytesIO(CONTENT) as memory:
        pass
    assert refused(file) == refused(memory) == "f is closed (read it before the file is closed)"


def test_files_in_other_modes_are_told(path):
    with path.open("r") as text:
        assert "f was opened as text" in refused(text)
    with path.open("ab") as written:
        assert "f can't be read" in refused(written)


def test_a_path_without_a_file_is_an_error_of_the_system(tmp_path):
    with pytest.raises(FileNotFoundError):
        prepare_upload(tmp_path / "missing")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"filename": "letter"}, "filename `filename` must end with a file extension"),
        ({"filename": ""}, "filename `filename` must end with a file extension"),
        ({"filename": 7}, "filename `filename` must end with a file extension"),
        ({"confirm_email_before_download": "yes"}, "confirm_email_before_download Unsupported value"),
        ({"confirm_email_before_download": 1}, "confirm_email_before_download Unsupported value"),
        ({"retention_period": "79 weeks"}, "retention_period Unsupported value"),
        ({"retention_period": "0 weeks"}, "retention_period Unsupported value"),
        ({"retention_period": "a month"}, "retention_period Unsupported value"),
        ({"retention_period": 4}, "retention_period Unsupported value"),
    ],
)
def test_options_that_notify_does_not_take_are_told_in_its_words(option, said):
    assert refused(CONTENT, **option).startswith(said)


def test_everything_wrong_with_the_options_is_told_at_once():
    said = refused(CONTENT, "letter", "yes", "a month")
    assert said.count("ValidationError") == 2
    assert ["filename" in said, "confirm_email" in said, "retention_period" in said] == [True] * 3


def test_an_upload_shows_nothing_of_the_file():
    upload = prepare_upload(b"SECRET", "SECRET.csv")
    assert "SECRET" not in repr(upload)
    assert upload.file not in repr(upload)


def test_a_letter_of_ones_own_may_be_large(client_kind):
    client, recorded = recording(client_kind, refused_by_notify(404))
    with client, pytest.raises(NoResultFound):
        client.send_precompiled_letter_notification("ref", io.BytesIO(bytes(MAX_BYTES + 1)))
    assert len(recorded.requests[0].content) > MAX_BYTES


def test_an_upload_goes_with_an_email_beside_other_values(client_kind):
    client, recorded = recording(client_kind, refused_by_notify(404))
    with client, pytest.raises(NoResultFound):
        client.send_email_notification("a@example.com", ID, {"name": "Ada", "link": prepare_upload(b"a", "a.csv")})
    assert b'{"name":"Ada","link":{"file":"YQ==","filename":"a.csv"}}' in recorded.requests[0].content
