"""Notify's answer to GET /v2/templates, and the snapshot that `templates pull` writes of it, are worlds."""

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.sandbox import Sandbox, WorldError
from notify_sdk.sandbox.world.default import default_state
from notify_sdk.sandbox.world.load import state_of
from notify_sdk.testing import sandboxed
from tests.conformance.data import world
from tests.sandbox.signed_requests import send_request
from tests.sandbox.world.test_load import NOW

RECORDED = state_of(world(), "world.json", NOW)
SERVICES = {service.slug: service for service in [*RECORDED, *default_state()] if service.api_keys and service.active}


def answer_of(sandbox, key=None):
    return send_request(sandbox, "GET", "/v2/templates", key=key).json()


def recorded_answer(slug):
    service = SERVICES[slug]
    state = default_state() if slug == "sandbox" else RECORDED
    key = next(key for key in service.api_keys if key.expiry_date is None)
    return answer_of(Sandbox(state, clock=lambda: NOW), key.client_key(service.id))


def without_welsh(answer):
    """An answer has no Welsh text, so that what only stands there is not known from it."""
    return {
        "templates": [
            {
                **each,
                "personalisation": {name: facts for name, facts in each["personalisation"].items() if name != "enw"},
            }
            for each in answer["templates"]
        ]
    }


@pytest.mark.parametrize("suffix", [".json", ".yaml"])
@pytest.mark.parametrize("slug", SERVICES)
def test_an_answer_is_a_world_that_answers_the_same(tmp_path, slug, suffix):
    answer = recorded_answer(slug)
    path = tmp_path / f"answer{suffix}"
    path.write_text(json.dumps(answer))  # which is YAML, too
    sandbox = Sandbox.load(path, clock=lambda: NOW)
    assert answer_of(sandbox) == without_welsh(answer)
    assert sandbox.api_key == Sandbox().api_key
    sandbox.dump(tmp_path / "again.json")
    assert answer_of(Sandbox.load(tmp_path / "again.json", clock=lambda: NOW)) == without_welsh(answer)


@pytest.mark.parametrize("slug", SERVICES)
def test_what_pull_keeps_is_a_world(tmp_path, slug):
    from notify_sdk.models import TemplateList
    from notify_sdk.templates import dump_snapshot

    answer = recorded_answer(slug)
    dump_snapshot(TemplateList.model_validate(answer), tmp_path / "snapshot.json")
    assert answer_of(Sandbox.load(tmp_path / "snapshot.json", clock=lambda: NOW)) == without_welsh(answer)


TEMPLATES = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.uuids(version=4).map(str),
            "name": st.text(st.characters(categories=["L", "Nd"]), min_size=1),
            "type": st.sampled_from(["sms", "email", "letter"]),
            "body": st.text("ab ((name))\n", min_size=1),
            "version": st.integers(1, 99),
            "created_by": st.emails() | st.none(),
            "created_at": st.just("2026-01-05T09:00:00.000000Z"),
            "updated_at": st.sampled_from([None, "2026-02-05T09:00:00.000000Z"]),
            "letter_contact_block": st.none() | st.just("London"),
            "postage": st.none() | st.sampled_from(["first", "second", "economy"]),
            "personalisation": st.just({"name": {"required": True}}),
            "subject": st.text("ab", min_size=1),
        },
        optional={"colour": st.text(), "body_html": st.none()},
    ),
    unique_by=lambda template: template["id"],
    max_size=4,
)


@given(TEMPLATES, st.booleans())
def test_what_a_newer_notify_adds_does_no_harm(templates, more):
    sandbox = Sandbox(
        state_of({"templates": templates, **({"links": {}} if more and templates else {})}, "answer", NOW)
    )
    answered = {each["id"]: each for each in answer_of(sandbox)["templates"]}
    assert set(answered) == {each["id"] for each in templates}
    for each in templates:
        kept = {name: answered[each["id"]][name] for name in ("name", "type", "body", "version", "updated_at")}
        assert kept.items() <= each.items()
        sandbox.service.template(sandbox.service.templates[0].id)


def test_an_unknown_key_in_a_template_of_your_own_is_a_mistake():
    with pytest.raises(WorldError, match=r"templates\.0\.sujbect: Extra inputs"):
        state_of({"templates": [{"name": "n", "type": "email", "sujbect": "s", "body": "b"}]}, "w", NOW)


@pytest.fixture
def snapshot(tmp_path):
    path = tmp_path / "snapshot.json"
    path.write_text(json.dumps(recorded_answer("live")))
    return path


def test_a_block_starts_with_a_snapshot(snapshot):
    names = sorted(each["name"] for each in recorded_answer("live")["templates"])
    with sandboxed(templates=snapshot) as inbox:
        assert sorted(each.current.name for each in inbox.sandbox.service.templates) == names
        assert inbox.sandbox.faults.magic_recipients
    with sandboxed(world=snapshot) as inbox:
        assert sorted(each.current.name for each in inbox.sandbox.service.templates) == names


def test_templates_go_beside_those_of_a_world_and_before_those_of_the_same_id(snapshot):
    same = Sandbox().templates["document"]
    mine = {"id": same, "name": "mine", "type": "sms", "body": "b"}
    with sandboxed(templates=[mine]) as inbox:
        assert inbox.sandbox.templates["mine"] == same
        assert "document" not in inbox.sandbox.templates
        assert len(inbox.sandbox.templates) == len(Sandbox().templates)
    with sandboxed(templates=recorded_answer("live")["templates"]) as inbox:
        assert len(inbox.sandbox.service.templates) == 6 + len(recorded_answer("live")["templates"])
    with sandboxed(world=snapshot, templates=[mine]) as inbox:
        assert len(inbox.sandbox.service.templates) == 1 + len(recorded_answer("live")["templates"])
    world = snapshot.parent / "world.yaml"
    world.write_text("services: {a: {templates: [{name: own, type: sms, body: b}]}}")
    with sandboxed(world=world, templates=snapshot) as inbox:
        assert len(inbox.sandbox.service.templates) == 1 + len(recorded_answer("live")["templates"])
        assert "own" in inbox.sandbox.templates


@pytest.mark.parametrize(
    ("content", "code", "shown"),
    [
        (None, 0, "basic"),
        ('{"services": {"a": {"api_keys": {}}}}', 0, "# the service a has no normal key"),
        ('{"templates": [{"name": "n", "type": "email", "body": "b"}]}', 2, "templates.0.subject: is missing"),
        ("[" * 20_000, 2, "nested more than 100 deep (line 1)"),
    ],
)
def test_notify_sdk_sandbox_serves_a_snapshot_or_says_what_is_wrong(snapshot, content, code, shown):
    if content is not None:
        snapshot.write_text(content)
    command = [sys.executable, "-m", "notify_sdk", "sandbox", str(snapshot), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        lines = list(iter(process.stdout.readline, "")) if code else []
        for line in iter(process.stdout.readline, ""):
            lines.append(line)
            if line.startswith("Ready"):
                break
        process.terminate()
        errors = process.stderr.read()
    assert process.returncode == code
    if content is None:
        assert recorded_answer("live")["templates"][0]["id"] in "".join(lines)
    else:
        assert shown in "".join(lines) + errors
        assert "Traceback" not in errors
