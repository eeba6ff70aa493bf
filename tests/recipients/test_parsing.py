"""Any text, given to every parser: no crash, linear time, and the same verdict on every machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notify_sdk._validation import rules
from notify_sdk.recipients import (
    Country,
    EmailAddress,
    PhoneNumber,
    PostalAddress,
    Postcode,
    RecipientError,
)

PARSERS: dict[str, Callable[[str], object]] = {
    "phone number": PhoneNumber.parse,
    "email address": EmailAddress.parse,
    "postcode": Postcode.parse,
    "country": Country.parse,
    "address": lambda text: PostalAddress.from_lines([text]),
    "url": rules.is_https_url,
    "time": rules.scheduled_for_error,
    "period": lambda text: rules.upload_errors({"file": "", "retention_period": text, "filename": text}),
}


def outcome(parse: Callable[[str], object], text: str) -> object:
    try:
        return parse(text)
    except RecipientError as error:
        return error.code


@pytest.mark.parametrize("name", PARSERS)
@given(text=st.text(st.characters(exclude_categories=())))
@settings(deadline=None)
def test_no_text_makes_a_parser_crash(name: str, text: str) -> None:
    outcome(PARSERS[name], text)


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("text", ["\ud800", "\x00", "\u202e07700900900", "a" * 100_000, "0\x00" * 50], ids=range(5))
def test_unusual_text_makes_no_parser_crash(name: str, text: str) -> None:
    outcome(PARSERS[name], text)


REPEATED = [
    " ",
    "a",
    "0",
    "+",
    ".",
    "a.",
    "@",
    "a@",
    "-",
    "a-",
    "(",
    "\n",
    "a\n",
    ",",
    "&",
    "https:",
    "/",
    "%41",
    "\u200b",
    "É",
    "nfa\n",
]


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.parametrize("piece", REPEATED)
def test_a_megabyte_is_judged_in_linear_time(name: str, piece: str) -> None:
    """A parser that is not linear would keep the suite from ending, which is the failure."""
    outcome(PARSERS[name], piece * (1_000_000 // len(piece)))


@pytest.mark.parametrize(("locale", "seed"), [("C", "0"), ("tr_TR.UTF-8", "1"), ("C.UTF-8", "2")])
def test_verdicts_do_not_depend_on_locale_or_hash_seed(locale: str, seed: str) -> None:
    code = (
        "from notify_sdk.recipients import *; from notify_sdk._validation import rules;"
        "print(Country.parse('İRELAND'.replace('İ', 'I')), Postcode.parse('ſw1a 1aa'), EmailAddress.parse('I@EXAMPLE.COM'),"
        "rules.upload_errors({'b': 1, 'a': 2, 'file': 3}))"
    )
    environment = {**os.environ, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONUTF8": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == (
        "Ireland SW1A 1AA i@example.com"
        " ['Additional properties are not allowed (a, b were unexpected)', 'file 3 is not of type string']\n"
    )
