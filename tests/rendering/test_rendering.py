"""Templates filled in; the recorded verdicts are held in tests/recipients/test_verdicts.py."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notify_sdk.rendering import (
    MissingPersonalisation,
    Placeholder,
    TextMessage,
    email_html,
    key,
    placeholders,
    qr_code_problem,
    render,
    sanitise,
)
from notify_sdk.rendering.text_message import downgraded, tidied
from notify_sdk.rendering.typography import subject
from tests.conformance.data import rows

ANY_TEXT = st.text(st.characters(exclude_categories=()))


def test_placeholders_are_found_once_in_their_first_spelling() -> None:
    found = placeholders("((name)) ((First Name))", "((NAME)) ((first_name??shown)) ((flag??text ?? more)) (((x)))")
    assert found == (
        Placeholder("name"),
        Placeholder("First Name"),
        Placeholder("flag", "text ?? more"),
        Placeholder("x"),
    )


@given(name=ANY_TEXT)
def test_case_spaces_underscores_and_hyphens_do_not_count(name: str) -> None:
    assert key(f" {name}_-") == key(name) == key(key(name))


@pytest.mark.parametrize("value", ["yes", "Y", "TRUE", True, "t", 1, "1", "include", "Show", ["yes"]])
def test_a_conditional_is_shown(value: object) -> None:
    assert render("sms", body="a((x??b))", personalisation={"X": value}).body == "ab"


@pytest.mark.parametrize("value", ["no", "", False, 0, 2, " yes", [], ["yes", "no"]])
def test_a_conditional_is_hidden(value: object) -> None:
    assert render("sms", body="a((x??b))", personalisation={"X": value}).body == "a"


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    assert render("email", subject="s", body="((a))", personalisation={"a": "((b))", "b": "c"}).body == "((b))"


def test_missing_placeholders_are_named_in_order_and_the_error_pickles() -> None:
    with pytest.raises(MissingPersonalisation) as caught:
        render("letter", contact_block="((c))", subject="((b))", body="((a))", personalisation={"b": None})
    assert caught.value.names == ("c", "b", "a")
    assert pickle.loads(pickle.dumps(caught.value)).names == ("c", "b", "a")


@pytest.mark.parametrize("text", ["Hi …", "Hi\N{NO-BREAK SPACE}.", "Hi \N{ZERO WIDTH SPACE},"])
def test_a_space_that_the_clean_up_leaves_before_punctuation_stays(text: str) -> None:
    """Spaces before punctuation go first, then characters are replaced: recorded is `Hi ...` for `Hi …`."""
    assert TextMessage.of(text).content in {"Hi ...", "Hi .", "Hi ,"}


@given(text=ANY_TEXT)
@example(text="0\xa0.")
@example(text="0 …")
def test_cleaning_up_a_text_message_twice_only_removes_spaces_before_punctuation(text: str) -> None:
    once = TextMessage.of(text).content
    assert TextMessage.of(once).content == re.sub(r" (?=[,.])", "", once)


@given(text=ANY_TEXT)
def test_a_text_message_counts_what_it_holds(text: str) -> None:
    message = TextMessage.of(text)
    assert message.characters >= len(message.content)
    assert message.fragments >= 1
    assert message.too_long == (message.characters > 918)
    assert not (message.replaced.keys() & set(message.content))


@pytest.mark.parametrize(
    ("text", "encoding", "fragments"),
    [("a" * 160, "GSM-7", 1), ("a" * 161, "GSM-7", 2), ("€" * 80, "GSM-7", 1), ("€" * 81, "GSM-7", 2), ("ŵ" * 70, "UCS-2", 1), ("ŵ" * 71, "UCS-2", 2), ("a" * 306 + "a", "GSM-7", 3), ("", "GSM-7", 1)],
)  # fmt: skip
def test_fragments(text: str, encoding: str, fragments: int) -> None:
    message = TextMessage.of(text)
    assert (message.encoding, message.fragments) == (encoding, fragments)


def test_what_would_be_replaced_is_told() -> None:
    assert TextMessage.of("Zoë’s ‘café’ – 😀 ŵ\t").replaced == {"’": "'", "‘": "'", "–": "-", "😀": "?"}


@given(text=ANY_TEXT)
@settings(deadline=None)
def test_no_text_makes_rendering_crash(text: str) -> None:
    email_html(text)
    sanitise(text)
    subject(text)
    qr_code_problem(text)
    for kind in ("sms", "email", "letter"):
        render(
            kind,
            subject=text,
            body=text,
            personalisation={placeholder.name: text for placeholder in placeholders(text)},
        )


PIECES = [
    "(",
    "((",
    "((a",
    "((a??",
    "))",
    " ",
    "\n",
    "' ",
    '"',
    "<",
    "a@",
    "a.",
    "a. ",
    "- ",
    "qr:",
    "*",
    "^",
    "\u200b",
    "https://a.",
    "\\",
]


@pytest.mark.parametrize("piece", PIECES)
def test_a_megabyte_is_filled_in_in_linear_time(piece: str) -> None:
    """A function that is not linear would keep the suite from ending, which is the failure."""
    text = piece * (1_000_000 // len(piece))
    placeholders(text)
    downgraded(tidied(text))
    sanitise(text)
    subject(text)
    qr_code_problem(text)


def test_sanitised_values_are_the_services_own() -> None:
    for row in rows("exchanges"):
        body = row["response"].get("body")
        if isinstance(body, dict):
            for value in body.get("sanitised_content", {}).values():
                assert sanitise(value["unsanitised"]) == value["sanitised"]


def test_emails_that_are_too_long_say_so() -> None:
    for row in rows("email_size_limits"):
        facts = row["input"]
        text = facts["unit"] * facts["count"]
        body, values = (text, {}) if facts["via"] == "content" else ("((x))", {"x": text})
        assert render("email", subject="s", body=body, personalisation=values).problem == row["message"]


def test_the_html_of_an_ordinary_email_is_the_services_own() -> None:
    equal = total = 0
    for row in rows("template_rendering"):
        preview = row["preview"]
        if preview.get("html"):
            body = row["post"]["body"] if isinstance(preview["body"], dict) else preview["body"]
            total += 1
            equal += email_html(body) == preview["html"]
    assert equal / total > 0.75


def test_html_of_strangers_stays_text() -> None:
    assert "<script" not in email_html("<script>alert(1)</script> [x](javascript:alert(1)) ![y](z)")
    assert 'href="javascript:' not in email_html("[x](javascript:alert(1))")
