"""`prepare_upload`, beside the official client's."""

from __future__ import annotations

import inspect
import io
from pathlib import Path
from typing import Any

import notifications_python_client.utils as official
import pytest

from notify_sdk import RequestValidationError, compat
from notify_sdk.compat import utils

CONTENT = b"form,page\nA1,2\n"
OPTIONS: list[dict[str, Any]] = [
    {},
    {"filename": "a.csv"},
    {"confirm_email_before_download": False},
    {"confirm_email_before_download": True},
    {"retention_period": "4 weeks"},
    {"filename": "a.csv", "confirm_email_before_download": False, "retention_period": "4 weeks"},
]


@pytest.mark.parametrize("given", OPTIONS)
def test_the_same_dict_is_made(given: dict[str, Any]) -> None:
    made = compat.prepare_upload(io.BytesIO(CONTENT), **given)
    assert made == official.prepare_upload(io.BytesIO(CONTENT), **given)
    assert type(made) is dict


def test_a_path_and_bytes_are_files_as_well(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(CONTENT)
    assert utils.prepare_upload(file)["filename"] is None
    assert utils.prepare_upload(file) == utils.prepare_upload(CONTENT) == official.prepare_upload(io.BytesIO(CONTENT))


def test_the_arguments_and_the_limit_are_the_same() -> None:
    ours, theirs = (inspect.signature(each.prepare_upload).parameters.values() for each in (utils, official))
    assert [(each.name, each.default) for each in ours] == [(each.name, each.default) for each in theirs]
    assert utils.DOCUMENT_UPLOAD_SIZE_LIMIT == official.DOCUMENT_UPLOAD_SIZE_LIMIT


def test_a_file_that_is_too_large_is_a_value_error() -> None:
    large = b"x" * (utils.DOCUMENT_UPLOAD_SIZE_LIMIT + 1)
    for each in (utils, official):
        with pytest.raises(ValueError, match="larger than 2MB"):
            each.prepare_upload(io.BytesIO(large))


@pytest.mark.parametrize("wrong", [{"retention_period": "soon"}, {"filename": "x" * 300}])
def test_what_notify_would_refuse_is_refused_here(wrong: dict[str, Any]) -> None:
    with pytest.raises(RequestValidationError):
        utils.prepare_upload(CONTENT, **wrong)
