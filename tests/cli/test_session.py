"""The client and the outbox of a command, and the exit code for each error."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import errors
from notify_sdk.cli import session
from notify_sdk.errors import ErrorDetail, HTTPError, NotifyError, RequestValidationError
from notify_sdk.sandbox import Fault
from tests.cli.terminal import Terminal, matches_snapshot


def test_errors(run: Terminal) -> None:
    said = list[str]()
    bad = run.sandbox.api_key[:-5] + "11111"
    for words, code, environment in [
        (("status", "7"), 3, {}),
        (("status", "7", "--json"), 3, {}),
        (("status", "7e870000-0000-4000-8000-000000000001"), 4, {}),
        (("list", "--status", "lost"), 3, {}),
        (("list",), 4, {"NOTIFY_API_KEY": bad}),
        (("list", "--json"), 4, {"NOTIFY_API_KEY": bad}),
        (("list",), 3, {"NOTIFY_API_KEY": "short"}),
        (("list",), 2, {"NOTIFY_API_KEY": ""}),
        (("list",), 3, {"NOTIFY_BASE_URL": "http://example.com"}),
        (("list",), 5, {"NOTIFY_BASE_URL": "http://127.0.0.1:9"}),
        (("list", "--json"), 5, {"NOTIFY_BASE_URL": "http://127.0.0.1:9"}),
        (("nonsense",), 2, {}),
        (("list", "--api-key", "x"), 2, {}),
    ]:
        ran = run(*words, code=code, **environment)
        assert ran.out == ""
        said.append(f"$ notify-sdk {' '.join(words)}\n{ran.err.rstrip()}\n[{code}]\n")
    matches_snapshot("errors.txt", "\n".join(said))
    assert bad not in "".join(said)


def test_a_server_that_fails(run: Terminal) -> None:
    run.sandbox.faults.add(Fault("answer", status=500, times=4))
    assert run("list", code=4).err.startswith("Refused by Notify: 500")
    run.sandbox.faults.add(Fault("answer", status=503))  # a gateway's page
    assert run("list", code=5).err.startswith("No answer from Notify: the answer has status 503")


CODES = {
    "NotifyError": session.NO_ANSWER,
    "HTTPError": session.REFUSED,
    "RequestValidationError": session.REFUSED_HERE,
    "BadRequestError": session.REFUSED,
    "ValidationError": session.REFUSED,
    "AuthError": session.REFUSED,
    "ClockError": session.REFUSED,
    "NoResultFound": session.REFUSED,
    "RateLimitError": session.REFUSED,
    "TooManyRequestsError": session.REFUSED,
    "PDFNotReadyError": session.REFUSED,
    "ServerError": session.REFUSED,
    "TransportError": session.NO_ANSWER,
    "NoConnectionError": session.NO_ANSWER,
    "NoAnswerError": session.NO_ANSWER,
    "ClientClosedError": session.NO_ANSWER,
    "InvalidResponseError": session.NO_ANSWER,
    "UnreadFieldError": session.NO_ANSWER,
    "WaitTimeoutError": session.NO_ANSWER,
}
DETAIL = ErrorDetail("ValidationError", "phone_number 07700900999 is too long", "write another")


def made(name: str) -> NotifyError:
    """An error of a class, as the client raises it."""
    kind: type[NotifyError] = getattr(errors, name)
    if issubclass(kind, RequestValidationError):
        return kind([DETAIL])
    if issubclass(kind, HTTPError):
        return kind(400, [DETAIL])
    return kind("it went wrong")


def test_no_class_of_errors_is_forgotten() -> None:
    classes = (getattr(errors, name) for name in errors.__all__)
    assert {each.__name__ for each in classes if isinstance(each, type) and issubclass(each, NotifyError)} == set(CODES)


@pytest.mark.parametrize("unknown", [False, True], ids=["known", "unknown"])
@pytest.mark.parametrize("name", CODES)
def test_each_class_of_errors_has_its_exit_code(name: str, unknown: bool) -> None:
    error = made(name)
    error.outcome_unknown = unknown
    code = session.code_of(error)
    refused_here = name == "RequestValidationError"
    assert code == (session.UNKNOWN if unknown and not refused_here else CODES[name])
    assert code in session.OUTCOMES
    assert code in session.IN_WORDS


@pytest.mark.parametrize("name", CODES)
def test_each_error_has_details(name: str) -> None:
    (detail,) = session.details(made(name))
    if issubclass(getattr(errors, name), HTTPError):
        assert detail == {"error": "ValidationError", "message": "phone_number is too long", "hint": "write another"}
    else:
        assert detail == {"error": name, "message": str(made(name))}


def test_a_detail_without_a_hint_has_no_place_for_one() -> None:
    assert session.plain_detail(ErrorDetail("AuthError", "no")) == {"error": "AuthError", "message": "no"}


@given(st.text(min_size=1).filter(lambda text: "://" not in text and "\0" not in text))
def test_the_path_of_an_outbox_is_one_word_of_a_shell(path: str) -> None:
    assert shlex.split(session.quoted(path)) == [path]


@given(
    st.from_regex(r"[a-z]{1,9}", fullmatch=True),
    st.text("abcdefgXYZ0123456789%-_.~!$&'()*+,;=", min_size=4).map("secret{}".format),
    st.sampled_from(["postgresql", "postgresql+psycopg", "sqlite"]),
)
def test_the_url_of_an_outbox_is_one_word_without_its_password(user: str, password: str, scheme: str) -> None:
    (word,) = shlex.split(session.quoted(f"{scheme}://{user}:{password}@db.example/app?sslmode=require"))
    assert word == f"{scheme}://{user}:***@db.example/app?sslmode=require"


@pytest.mark.filterwarnings("default::notify_sdk.SandboxWarning")
def test_a_warning_is_a_note(run: Terminal) -> None:
    ran = run("list", NOTIFY_API_KEY="sandbox", NOTIFY_BASE_URL=None)
    assert ran.err.startswith("Note: This client sends nothing")
    assert ran.err.count("Note:") == 1


def test_the_key_may_be_in_a_file(run: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "key"
    words = {"NOTIFY_API_KEY": None, "NOTIFY_API_KEY_FILE": str(path)}
    missing = run("list", code=session.REFUSED_HERE, **words)
    assert "the file of NOTIFY_API_KEY_FILE can't be read (FileNotFoundError)" in missing.err
    path.write_text(f"{run.sandbox.api_key}\n")
    run("list", **words)
    both = run("list", code=session.REFUSED_HERE, **words | {"NOTIFY_API_KEY": run.sandbox.api_key})
    assert "NOTIFY_API_KEY and NOTIFY_API_KEY_FILE are both set" in both.err


@pytest.mark.parametrize("as_json", [False, True])
def test_there_is_no_key_and_no_terminal_to_type_it_in(run: Terminal, as_json: bool) -> None:
    ran = run("list", *(["--json"] if as_json else []), code=2, NOTIFY_API_KEY="  ")
    assert ran.err == "Error: there is no API key: put it into NOTIFY_API_KEY. It is never an argument.\n"
    assert ran.out == ""
