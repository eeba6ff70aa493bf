"""The search of the inbox: it finds what rendering every message finds, and renders few."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from notify_sdk.sandbox.inbox import view
from notify_sdk.sandbox.web import search
from notify_sdk.sandbox.web.search import with_text
from notify_sdk.sandbox.world.default import default_state
from notify_sdk.sandbox.world.state import NotificationRecord, TemplateRecord, TemplateVersion

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PIECES = [
    *"abKs19 \n'\"\\`&;#-–.(){}<>*^_?",
    "é",
    "ß",
    "\u212a",
    "ｑ",
    "½",
    "\u200b",
    "\u00a0",
    "&#65;",
    "&amp;",
    "((x))",
]
texts = st.lists(st.sampled_from([*PIECES, "((y))", "((y??b1))"]), max_size=8).map("".join)
plain = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
values = plain | st.lists(plain | st.none(), max_size=3) | st.booleans() | st.integers(0, 99)


def message(kind, name, subject, body, personalisation):
    state = default_state()
    (service,) = state
    version = TemplateVersion(version=1, name=name, subject=subject, body=body, created_at=NOW)
    template = TemplateRecord(slug="t", id=UUID(int=7), type=kind, versions=[version])
    service.add_template(template)
    record = NotificationRecord(
        id=UUID(int=1),
        service_id=service.id,
        type=kind,
        template_id=template.id,
        template_version=1,
        key_type="normal",
        status="created",
        to="07700 900123",
        created_at=NOW,
        personalisation=personalisation,
        reference="Case",
    )
    state.add(record)
    return state, record


def is_in_what_is_shown(state, record, wanted):
    shown = view(state.services[record.service_id], record)
    searched = (shown.to, shown.subject or "", shown.body, shown.reference or "", shown.template, str(shown.id))
    return any(wanted.casefold() in text.casefold() for text in searched)


@given(st.sampled_from(["sms", "email", "letter"]), plain, texts, texts, values, values, plain, st.integers(0, 30))
@example("sms", "", "", "((x))", ["1", "9"], "", "1 and 9", 0)
@example("letter", "", "&#65;", "b", "", "", "a", 0)
@example("email", "", '\\"', "b", "", "", "92", 0)
@example("sms", "", "", "((x))", "\u212a", "", "k", 0)
def test_it_finds_what_is_shown(kind, name, subject, body, x, y, wanted, place):
    state, record = message(kind, name, subject, body, {"x": x, "y": y})
    shown = view(state.services[record.service_id], record)
    parts = [wanted, shown.body[place : place + 3], (shown.subject or "")[place : place + 3]]
    for part in (*parts, "CASE", "900123", "zz"):
        expected = [record] if is_in_what_is_shown(state, record, part) else []
        assert with_text(state, [record], part) == expected, part


@pytest.mark.parametrize(
    ("wanted", "rendered"), [("z", 0), ("7", 0), ("900123", 0), ("case", 0), ("hello", 1), ("lo, 1", 1)]
)
def test_only_what_may_have_the_text_is_rendered(monkeypatch, wanted, rendered):
    state, record = message("sms", "code", None, "Hello, ((x))", {"x": "123"})
    seen = []
    monkeypatch.setattr(search, "view", lambda *given: seen.append(given) or view(*given))
    with_text(state, [record], wanted)
    assert len(seen) == rendered
