"""The pytest plugin, in runs of pytest inside a test: its fixtures, its marker and its settings."""

import os
import re
import subprocess
import sys

import pytest


def test_an_application_that_reads_its_key_from_the_environment_talks_to_the_sandbox(run):
    """Also when it keeps its client from one test to the next."""
    result = run(
        """
        import application

        def test_one(notify_inbox):
            application.remind("07700 900 900")
            assert [message.to for message in notify_inbox.sms] == ["07700 900 900"]

        def test_two(notify_inbox):
            notify_inbox.assert_nothing_sent()
            application.remind("07700 900 901", "4 March")
            message = notify_inbox.assert_sent_sms(to="+44 7700 900901", template="appointment reminder")
            assert message.body == "Hello Amala, your appointment is on 4 March."
        """
    )
    result.assert_outcomes(passed=2)


def test_every_fixture_is_of_one_sandbox(run):
    result = run(
        """
        import asyncio

        def test_it(notify_sandbox, notify_client, async_notify_client, notify_inbox):
            template = notify_sandbox.templates["security code"]
            notify_client.send_sms_notification("07700 900 900", template, {"code": "1", "app": False})
            sending = async_notify_client.send_sms_notification("07700 900 900", template, {"code": "2", "app": False})
            asyncio.run(sending)
            assert [message.personalisation["code"] for message in notify_inbox.to("07700 900900")] == ["1", "2"]
            assert notify_inbox.sandbox is notify_sandbox
        """
    )
    result.assert_outcomes(passed=1)


def test_the_marker_names_a_world_and_templates(run, pytester):
    pytester.path.joinpath("world.json").write_text(
        '{"services": {"vets": {"templates": [{"type": "email", "name": "jab", "subject": "Jab", "body": "Hi ((pet))"}]}}}'
    )
    result = run(
        """
        import pytest

        pytestmark = pytest.mark.notify(world="world.json")

        def test_world(notify_sandbox):
            assert list(notify_sandbox.templates) == ["jab"]

        @pytest.mark.notify(templates=[{"type": "sms", "name": "walk", "body": "Walk ((pet))!"}])
        def test_templates(notify_sandbox, notify_client, notify_inbox):
            assert list(notify_sandbox.templates) == ["jab", "walk"]
            notify_client.send_sms_notification("07700 900 900", notify_sandbox.templates["walk"], {"pet": "Rex"})
            notify_inbox.assert_sent_sms(containing="Walk Rex!")
        """
    )
    result.assert_outcomes(passed=2)


def test_an_error_names_what_is_wrong_with_a_marker(run):
    result = run(
        """
        import pytest

        @pytest.mark.notify(wrold="x")
        def test_one(): ...

        @pytest.mark.notify("world.json")
        def test_two(): ...

        @pytest.mark.notify(templates=[{"type": "sms"}])
        def test_three(notify_inbox): ...
        """
    )
    result.assert_outcomes(errors=3)
    for message in (
        "test_one: @pytest.mark.notify has no option 'wrold'; it has any_key, live, templates, world",
        "test_two: @pytest.mark.notify has no positional options; it has any_key, live, templates, world",
        "a template needs a name, a slug or an id",
    ):
        result.stdout.fnmatch_lines_random([f"*{message}"])


def test_the_fixtures_are_listed_and_documented(run):
    shown = run("", "--fixtures").stdout.str()
    for name in ("notify_inbox", "notify_sandbox", "notify_client", "async_notify_client"):
        assert re.search(rf"^{name} -- .*\n    \w", shown, re.MULTILINE), name


def test_in_several_processes_and_any_order(run):
    """Under pytest-xdist and pytest-randomly, each test sees its own messages only."""
    result = run(
        """
        import application, pytest

        @pytest.mark.parametrize("number", range(20))
        def test_it(number, notify_inbox):
            application.remind(f"07700 9009{number:02}")
            notify_inbox.assert_sent_sms(times=1)
        """,
        "-n2",
        alone=False,
    )
    result.assert_outcomes(passed=20)


def test_nothing_is_imported_before_it_is_used(pytester):
    """Not even in a run of pytest in which the plugin is loaded."""
    pytester.makepyfile(
        test_it="""
        import sys

        def test_it():
            ours = {name for name in sys.modules if name.startswith("notify_sdk")}
            assert ours == {"notify_sdk", "notify_sdk._lazy", "notify_sdk._version", "notify_sdk.testing"} | {
                f"notify_sdk.testing.{name}" for name in ("environment", "network_guard", "plugin")
            }
            assert not {"pydantic", "httpx", "jwt"} & set(sys.modules)
        """
    )
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    words = [sys.executable, "-m", "pytest", "-p", "notify_sdk.testing.plugin", "-q"]
    done = subprocess.run(words, env=environment, cwd=pytester.path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


SNAPSHOT = """{"templates": [{"id": "00000000-0000-4000-8000-000000000001", "name": "ours", "type": "sms", "body": "b",
"version": 3, "personalisation": {}, "colour": "red"}]}"""

ON_A_SNAPSHOT = """
    import pytest

    def names(sandbox):
        return sorted(template.current.name for template in sandbox.service.templates)

    {ours}
    def test_the_snapshot(notify_sandbox):
        assert names(notify_sandbox) == ["ours"]
        assert notify_sandbox.faults.magic_recipients

    @pytest.mark.notify(templates=[{{"name": "more", "type": "sms", "body": "b"}}])
    def test_more_templates_go_beside_it(notify_sandbox):
        assert names(notify_sandbox) == {more}

    @pytest.mark.notify(world="world.json")
    def test_a_world_goes_before_it(notify_sandbox):
        assert names(notify_sandbox) == ["own"]

    @pytest.mark.notify(world="world.json", templates="templates.json")
    def test_both(notify_sandbox):
        assert names(notify_sandbox) == ["ours", "own"]

    @pytest.mark.notify(world="templates.json")
    def test_it_is_a_world_itself(notify_sandbox):
        assert names(notify_sandbox) == ["ours"]

    @pytest.mark.notify(templates="other.json")
    def test_the_nearest_file_counts(notify_sandbox):
        assert names(notify_sandbox) == ["own"]
"""


@pytest.mark.parametrize("in_ini", [False, True])
def test_a_snapshot_is_what_tests_start_with(run, pytester, in_ini):
    pytester.makefile(".json", templates=SNAPSHOT)
    for name in ("world", "other"):
        pytester.makefile(
            ".json", **{name: '{"services": {"a": {"templates": [{"name":"own","type":"sms","body":"b"}]}}}'}
        )
    if in_ini:
        path = pytester.path / "pyproject.toml"
        path.write_text(path.read_text() + '\nnotify_templates = "templates.json"\n')
    default = ["application received", "appointment reminder", "change of address", "decision letter", "document"]
    code = ON_A_SNAPSHOT.format(
        ours="" if in_ini else '@pytest.mark.notify(templates="templates.json")',
        more=["more", "ours"] if in_ini else sorted([*default, "more", "security code"]),
    )
    run(code).assert_outcomes(passed=6)


def test_an_error_names_what_is_wrong_with_a_snapshot(run, pytester):
    pytester.makefile(".json", templates='{"templates": [{"name": "n", "type": "letter", "body": "b"}]}')
    code = """
        import pytest

        @pytest.mark.notify(templates="templates.json")
        def test_it(notify_sandbox):
            pass
    """
    result = run(code)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*templates.0.subject: is missing; a letter needs one"])
