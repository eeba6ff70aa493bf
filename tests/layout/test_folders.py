"""Where the tests of each file are: in a file or a folder of its name, or where this list says.

`_client/auth.py` is tested by `tests/client/test_auth.py`, or by the folder `tests/client/auth/`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.layout.drawing import ROOT

PACKAGE = ROOT / "src" / "notify_sdk"
TESTS = ROOT / "tests"
ELSEWHERE: dict[str, str] = {
    "__main__.py": "docs/test_pages.py",
    "_calls/allow_list.py": "testing/test_not_in_production.py",
    "_characters.py": "recipients/test_parsing.py",
    "_client/base.py": "calls/test_reconcile.py",
    "_client/claims.py": "calls/test_shared_reference.py",
    "_client/requests.py": "client/test_client.py",
    "_error_detail.py": "test_errors.py",
    "_lazy.py": "test_public_names.py",
    "_message_types.py": "cli/test_send.py",
    "_statuses.py": "sandbox/web/test_status_words.py",
    "_transport/address.py": "client/test_settings.py",
    "_transport/attempt.py": "transport/test_exchange.py",
    "_transport/frames.py": "transport/test_exchange.py",
    "_transport/in_process.py": "testing/test_not_in_production.py",
    "_transport/stream.py": "transport/test_exchange.py",
    "_transport/timeouts.py": "client/test_settings.py",
    "_transport/unpacking.py": "transport/test_exchange.py",
    "_validation/checks.py": "calls/test_bad_input.py",
    "_validation/details.py": "test_errors.py",
    "_validation/fields.py": "calls/test_bad_input.py",
    "_validation/rules.py": "recipients/test_verdicts.py",
    "_validation/values.py": "calls/test_references.py",
    "_validation/wording.py": "calls/test_bad_input.py",
    "_version.py": "test_package.py",
    "_warn.py": "testing/test_not_in_production.py",
    "_wire.py": "transport/test_exchange.py",
    "cli/check.py": "cli/test_templates.py",
    "cli/draining.py": "cli/test_job.py",
    "cli/options.py": "cli/test_help.py",
    "cli/output.py": "cli/test_reading.py",
    "cli/recipients_file.py": "cli/test_send.py",
    "cli/sending.py": "cli/test_send.py",
    "cli/session.py": "cli/test_reading.py",
    "django/admin.py": "django/outbox/test_admin.py",
    "django/apps.py": "django/outbox/test_checks.py",
    "django/checks.py": "django/outbox/test_checks.py",
    "django/copies.py": "django/outbox/test_mail.py",
    "django/engine.py": "django/outbox/test_tables.py",
    "django/management/commands/notify_outbox.py": "django/outbox/test_command.py",
    "django/migrations/0001_outbox.py": "django/outbox/test_tables.py",
    "django/models.py": "django/outbox/test_tables.py",
    "django/outbox_options.py": "django/outbox/test_adding.py",
    "django/project_outbox.py": "django/outbox/test_adding.py",
    "django/signals.py": "django/outbox/test_statuses.py",
    "django/story.py": "django/outbox/test_admin.py",
    "django/tasks.py": "django/outbox/test_tasks.py",
    "django/watching.py": "django/outbox/test_statuses.py",
    "django/messages.py": "django/test_backend.py",
    "django/options.py": "django/test_settings.py",
    "outbox/boot_clock.py": "outbox/campaign/test_frozen.py",
    "outbox/content.py": "outbox/test_entries.py",
    "outbox/errors.py": "outbox/test_database.py",
    "outbox/events.py": "outbox/test_states.py",
    "outbox/flights.py": "outbox/test_sender.py",
    "outbox/ledger.py": "outbox/test_sender.py",
    "outbox/lookup.py": "outbox/test_sender.py",
    "outbox/messages.py": "outbox/test_entries.py",
    "outbox/outbox.py": "outbox/test_sender.py",
    "outbox/outcomes.py": "outbox/test_sender.py",
    "outbox/receipts.py": "outbox/test_follow_up.py",
    "outbox/report.py": "outbox/test_follow_up.py",
    "outbox/statements.py": "outbox/test_database.py",
    "outbox/tables.py": "outbox/test_database.py",
    "outbox/terms.py": "outbox/test_sender.py",
    "outbox/within.py": "outbox/campaign/test_transactions.py",
    "recipients/_csv_columns.py": "recipients/test_csv_faults.py",
    "recipients/_csv_records.py": "recipients/test_csv_any_file.py",
    "recipients/_data.py": "recipients/test_parsing.py",
    "recipients/_error.py": "recipients/test_parsing.py",
    "recipients/_field.py": "recipients/test_parsing.py",
    "recipients/_text.py": "recipients/test_parsing.py",
    "recipients/address.py": "recipients/test_parsing.py",
    "recipients/country.py": "recipients/test_parsing.py",
    "recipients/email.py": "recipients/test_parsing.py",
    "recipients/phone.py": "recipients/test_parsing.py",
    "recipients/postcode.py": "recipients/test_parsing.py",
    "rendering/email_html.py": "rendering/test_rendering.py",
    "rendering/placeholders.py": "rendering/test_rendering.py",
    "rendering/render.py": "rendering/test_rendering.py",
    "rendering/sanitise.py": "rendering/test_rendering.py",
    "rendering/text_message.py": "rendering/test_rendering.py",
    "rendering/typography.py": "rendering/test_rendering.py",
    "sandbox/api/app.py": "sandbox/api/test_any_request.py",
    "sandbox/api/bodies.py": "sandbox/api/test_replay.py",
    "sandbox/api/content.py": "sandbox/api/test_send.py",
    "sandbox/api/context.py": "sandbox/api/test_send.py",
    "sandbox/api/file_kinds.py": "sandbox/api/test_documents.py",
    "sandbox/api/letter_pages.py": "sandbox/test_delivery.py",
    "sandbox/api/letter_pdf.py": "sandbox/test_delivery.py",
    "sandbox/api/letters.py": "sandbox/api/test_send.py",
    "sandbox/api/permissions.py": "sandbox/api/test_send.py",
    "sandbox/api/prepare.py": "sandbox/api/test_send.py",
    "sandbox/api/previews.py": "sandbox/api/test_replay.py",
    "sandbox/inbox.py": "sandbox/web/test_control.py",
    "sandbox/sandbox.py": "sandbox/test_delivery.py",
    "sandbox/wire.py": "sandbox/api/test_send.py",
    "sandbox/world/default.py": "sandbox/world/test_load.py",
    "sandbox/world/objects.py": "sandbox/world/test_checks.py",
    "sandbox/world/files.py": "sandbox/world/test_load.py",
    "sandbox/world/state.py": "sandbox/world/test_store.py",
    "sandbox/world/statuses.py": "sandbox/web/test_status_words.py",
    "sandbox/world/yaml_files.py": "sandbox/world/test_load.py",
    "templates/base.py": "templates/test_sending.py",
    "templates/fields.py": "templates/test_module.py",
    "templates/literals.py": "templates/test_module.py",
    "templates/snapshots.py": "templates/test_module.py",
    "testing/assertions.py": "testing/test_inbox.py",
    "testing/context.py": "testing/test_http.py",
    "testing/failure_messages.py": "testing/test_inbox.py",
    "testing/network_guard.py": "testing/test_plugin.py",
    "testing/strategies/answers.py": "testing/test_strategies.py",
    "testing/strategies/callbacks.py": "testing/test_strategies.py",
    "testing/strategies/recipients.py": "testing/test_strategies.py",
    "testing/strategies/requests.py": "testing/test_strategies.py",
    "testing/strategies/texts.py": "testing/test_strategies.py",
}


def files() -> list[str]:
    """The files that are written by hand; the two clients' twins for asyncio are tested with those for threads."""
    every = [path.relative_to(PACKAGE) for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__init__.py"]
    by_hand = [path for path in every if path.parts[0] != "models"]
    return [
        path.as_posix() for path in by_hand if not path.stem.endswith("_async") and not path.stem.startswith("async_")
    ]


def homes(file: str) -> list[Path]:
    """Where the tests of a file are looked for."""
    *folders, name = (part.lstrip("_") for part in Path(file).with_suffix("").parts)
    folder = TESTS.joinpath(*folders)
    return [folder / f"test_{name}.py", folder / name]


@pytest.mark.parametrize("file", files())
def test_each_file_has_its_tests(file: str) -> None:
    if file in ELSEWHERE:
        assert (TESTS / ELSEWHERE[file]).exists()
    else:
        assert any(home.exists() for home in homes(file)), f"no {homes(file)[0].relative_to(ROOT)}, and not in the list"


def test_the_list_has_only_files_that_are_tested_elsewhere() -> None:
    assert [file for file in ELSEWHERE if not (PACKAGE / file).exists()] == []
    assert [file for file in ELSEWHERE if any(home.exists() for home in homes(file))] == []
