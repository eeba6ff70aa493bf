"""The steps with templates: a misspelt placeholder and an edited template are seen, and only then claimed to be."""

from __future__ import annotations

import pytest

from notify_sdk.cli.demo import processes, templates
from tests.cli.demo.steps import MYPY, display, made_up_mypy, run


def test_mypy_sees_a_misspelt_placeholder() -> None:
    """With the words of a mypy that is made up: `scripts/demo` and the recording on the site have the real one."""
    failed, shown = run(templates.a_misspelt_placeholder)
    assert failed == []
    assert MYPY.split("; ")[1] in shown


REFUSED = "Refused before a request is made: nothing was sent."


@pytest.mark.parametrize(
    ("says", "code"),
    [
        ("", 0),
        (MYPY, 0),
        ("mypy: can't read file", 2),
        ('program.py:1: error: Cannot find implementation or library stub for module named "notify_sdk"', 1),
    ],
)
def test_where_mypy_does_not_see_it_the_class_refuses_it(says: str, code: int) -> None:
    show, file = display()
    with made_up_mypy(says, code) as setup:
        templates.a_misspelt_placeholder(show, setup)
    assert show.failed == []
    shown = " ".join(file.getvalue().split())
    assert "It can't check the program here, so the class refuses it" in shown
    assert "dat: Extra inputs are not permitted" in shown
    assert REFUSED in shown


def test_where_mypy_takes_too_long_the_class_refuses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_PATIENCE", 0.1)
    show, file = display()
    with made_up_mypy() as setup:
        (setup.folder / "mypy.py").write_text("import time\ntime.sleep(600)\n")
        templates.a_misspelt_placeholder(show, setup)
    assert show.failed == []
    assert "It took too long here, so the class refuses it" in " ".join(file.getvalue().split())


def test_what_the_class_does_not_refuse_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_refusal", lambda: "It was not refused.")
    show, _ = display()
    with made_up_mypy("", 0) as setup:
        templates.a_misspelt_placeholder(show, setup)
    assert show.failed == [REFUSED]


def test_without_mypy_the_class_refuses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "find_spec", lambda name: None)
    failed, shown = run(templates.a_misspelt_placeholder)
    assert failed == []
    assert "It is not installed here" in shown
    assert "date: Field required" in shown
    assert "dat: Extra inputs are not permitted" in shown


def test_the_check_of_templates_fails_after_an_edit() -> None:
    failed, shown = run(templates.an_edited_template)
    assert failed == []
    assert "- ((date))" in shown
    assert "Exit code 0 before the edit, 1 after it" in shown


def test_an_edit_that_changes_nothing_is_not_claimed_to_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(templates, "_BODY", "Hello ((name)), your appointment is on ((date)).")
    failed, _ = run(templates.an_edited_template)
    assert [each[:33] for each in failed] == ["Exit code 0 before the edit, 0 af"]
