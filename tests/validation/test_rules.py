"""The rules for fields that are not recipients."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk import RequestValidationError
from notify_sdk._validation import rules
from tests.support.clients import ID


@pytest.mark.parametrize("value", [7, ["a", "b"], True, 2.5], ids=repr)
def test_a_value_to_sanitise_must_be_a_text(unsent, value):
    """Notify answers with status 500, and the outcome of the send would be unknown."""
    with pytest.raises(RequestValidationError, match="sanitise_content_for names First Name, whose"):
        unsent.send_email_notification("a@example.com", ID, {"First Name": value}, sanitise_content_for=["first_name"])


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = timedelta(hours=24)
offsets = st.timedeltas(timedelta(days=-3), timedelta(days=3))


@given(offsets, st.sampled_from(["", "Z", "+01:00", "-11:30"]))
def test_a_time_to_send_lies_in_the_next_24_hours_whatever_its_offset(ahead: timedelta, suffix: str) -> None:
    text = (NOON + ahead).replace(tzinfo=None).isoformat() + suffix
    found = rules.scheduled_for_error(text, now=NOON.astimezone(timezone(timedelta(hours=2))))
    if ahead < timedelta():
        assert found == "datetime can not be in the past"
    else:
        assert found == ("datetime can only be 24 hours in the future" if ahead > LATER else None)


DATES = ("2026-11-23", "20261123", "2026-W48", "2026-W48-1", "2026W48", "2026W481", "2026-327", "2026")
COMPONENTS = st.sampled_from(["00", "13", "23", "24", "59", "60", "99", "5", "025"])
TIMES = st.builds(
    lambda parts, fraction: "".join(parts) + fraction,
    st.lists(st.tuples(st.sampled_from([":", "", "-"]), COMPONENTS).map("".join), max_size=4),
    st.sampled_from(["", ".", ",", ".0", ",5", ".123456", ",1234567"]),
)
MOMENTS = st.builds(
    lambda date, separator, hour, time, sign, offset: f"{date}{separator}{hour}{time}{sign}{offset}",
    st.sampled_from(DATES),
    st.sampled_from(["T", " ", "-", "2", "", "é", "\n"]),
    COMPONENTS,
    TIMES,
    st.sampled_from(["", "", "Z", "z", "+", "-", " +"]),
    st.just("") | st.builds(str.__add__, COMPONENTS, TIMES),
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-23T24:00", None),
        ("20261123T24", None),
        ("2026-W48-1T24:00:00Z", None),
        ("2026-11-23T13.00", datetime(2026, 11, 23, 13)),  # noqa: DTZ001 - Notify drops an offset
        ("2026-11-23T13:05,5", datetime(2026, 11, 23, 13, 5, 0, 500_000)),  # noqa: DTZ001
        ("20261123T1305.5Z", datetime(2026, 11, 23, 13, 5, 0, 500_000)),  # noqa: DTZ001
        ("2026-11-23T13:05:06:5", datetime(2026, 11, 23, 13, 5, 6, 500_000)),  # noqa: DTZ001
        ("2026-11-23T13:05.-05:00", datetime(2026, 11, 23, 13, 5)),  # noqa: DTZ001
        ("2026-11-23T13:05+05.5", datetime(2026, 11, 23, 13, 5)),  # noqa: DTZ001
        ("2026-11-23T13:05+01:60", datetime(2026, 11, 23, 13, 5)),  # noqa: DTZ001
        ("2026-11-23T13:05-0199", datetime(2026, 11, 23, 13, 5)),  # noqa: DTZ001
        ("2026-11-23T13:05+23:60", None),
    ],
)
def test_a_time_is_read_the_same_in_every_python(text: str, read: datetime | None) -> None:
    """Python 3.14 takes 24:00, and a fraction of seconds alone; 3.15 no offset with 60 minutes."""
    assert _read(rules._moment, text) == read


@pytest.mark.skipif(sys.version_info >= (3, 14), reason="Notify's own Python is older")
@given(MOMENTS)
def test_a_time_is_read_as_an_older_python_does(text: str) -> None:
    assert _read(rules._moment, text) == _read(datetime.fromisoformat, text)


def _read(read: Callable[[str], datetime], text: str) -> datetime | None:
    try:
        return read(text).replace(tzinfo=None)
    except ValueError:
        return None


@given(st.text(st.characters(codec="utf-8")))
def test_a_text_that_is_no_time_is_refused(text: str) -> None:
    found = rules.scheduled_for_error(text, now=NOON) or ""
    assert found.startswith(("datetime format is invalid.", "datetime can "))


PART = r"[a-zA-Z0-9._~!$&'()*+,;=:@-]|%[0-9A-F]{2}"
urls = st.builds(
    "{}://{}{}{}{}{}".format,
    st.sampled_from(["https", "httpsx", "https+a"]),
    st.sampled_from(["", "user@", "user:secret@"]),
    st.sampled_from(["example.com", "EXAMPLE", "192.0.2.1", "[2001:db8::1]", "[v1.a:b]", ""]),
    st.sampled_from(["", ":", ":443"]),
    st.from_regex(rf"(/({PART})*)*", fullmatch=True),
    st.from_regex(rf"(\?({PART}|[/?])*)?(#({PART}|[/?])*)?", fullmatch=True),
)


@given(urls)
def test_a_uri_with_a_scheme_that_begins_with_https_is_accepted(url: str) -> None:
    assert rules.is_https_url(url)


@given(urls, st.sampled_from(["http://", "HTTPS://", "ftp://", "", " https://", "//"]))
def test_another_scheme_is_refused(url: str, scheme: str) -> None:
    assert not rules.is_https_url(scheme + url.partition("://")[2])


@given(urls, st.sampled_from([" ", "\t", '"', "<", "^", "`", "{", "\\", "é", "%", "%g1", "\0"]), st.data())
def test_a_character_that_no_uri_has_is_refused(url: str, character: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(len("https"), len(url)))
    broken = url[:place] + character + url[place:]
    if not character.startswith("%"):
        assert rules.is_https_url(broken) is False
    elif rules.is_https_url(broken):  # two digits may follow
        assert all(part[:2].strip("0123456789abcdefABCDEF") == "" for part in broken.split("%")[1:])


@pytest.mark.parametrize("literal", ["[::1", "[::g]", "[1.2.3.4]", "[fe80::1%25eth0]", "[fe80::1%eth0]", "[]", "[v.a]"])
def test_a_literal_that_is_no_address_is_refused(literal: str) -> None:
    assert not rules.is_https_url(f"https://{literal}/")


@contextmanager
def unlimited_digits() -> Iterator[None]:
    """Lifts the limit of 4,300 digits for numbers that Python writes."""
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(limit)


@given(st.integers(-5, 200) | st.integers(10**4300, 10**4301), st.sampled_from(["{} week", "{} weeks", " {} WEEKS\n"]))
def test_a_file_is_kept_for_1_to_78_weeks(weeks: int, written: str) -> None:
    with unlimited_digits():
        period = written.format(weeks)
    found = rules.upload_errors({"file": "", "retention_period": period})
    assert found == (
        []
        if 1 <= weeks <= 78
        else [
            f"retention_period Unsupported value for retention_period: {period}. Supported periods are from 1 to 78 weeks."
        ]
    )


RIGHT: dict[str, object] = {
    "file": "YQ==",
    "is_csv": True,
    "confirm_email_before_download": None,
    "retention_period": None,
}
WRONG: dict[str, tuple[object, str]] = {
    "x": (1, "Additional properties are not allowed (x was unexpected)"),
    "file": (7, "file 7 is not of type string"),
    "is_csv": ("yes", "is_csv Unsupported value for is_csv: yes. Use a boolean true or false value."),
    "confirm_email_before_download": (
        0,
        (
            "confirm_email_before_download Unsupported value for confirm_email_before_download: 0. "
            "Use a boolean true or false value."
        ),
    ),
    "retention_period": (
        52,
        "retention_period Unsupported value for retention_period: 52. Supported periods are from 1 to 78 weeks.",
    ),
}


@given(st.permutations(list(WRONG)), st.integers(0, len(WRONG)))
def test_all_errors_of_a_file_are_found_in_notifys_order(names: list[str], count: int) -> None:
    upload = RIGHT | {name: WRONG[name][0] for name in names[:count]}
    assert rules.upload_errors(upload) == [WRONG[name][1] for name in WRONG if name in names[:count]]


@given(st.text(max_size=3), st.sampled_from(["", "\0"]), st.text(max_size=3))
def test_a_reference_with_a_nul_would_crash_the_service(before: str, nul: str, after: str) -> None:
    found = rules.crash({"reference": before + nul + after})
    assert (found is not None) is ("\0" in before + nul + after)
    assert found is None or (found.field, found.code) == ("reference", "invalid")
