"""The plugin in real pytest runs of its own, and what those runs print."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import notifications_python_client.notifications  # noqa: F401 - see below
import pytest

import notify_sdk.testing.context  # noqa: F401 - runs inside this process need not import it again

SNAPSHOTS = Path(__file__).parent / "failure-texts.txt"

APPLICATION = """
from functools import cache
from notify_sdk import NotificationsAPIClient

REMINDER = "7e870000-0000-4000-8000-000000000001"

@cache
def client():
    return NotificationsAPIClient()

def remind(number, date="3 March"):
    client().send_sms_notification(number, REMINDER, {"name": "Amala", "date": date})
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    pytester.makepyfile(application=APPLICATION)
    pytester.makepyprojecttoml(
        '[tool.pytest.ini_options]\naddopts = ["--strict-markers"]\nfilterwarnings = ["error"]\n'
    )

    def run(code: str, *arguments: str, alone: bool = True) -> pytest.RunResult:
        pytester.makepyfile(test_it=code)
        if alone:  # other plugins only take time
            monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            arguments = ("-p", "notify_sdk.testing.plugin", *arguments)
        return pytester.runpytest_inprocess("-p", "no:cacheprovider", *arguments)

    return run


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


def test_a_wrong_marker_says_what_is_wrong(run):
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


@pytest.fixture
def proxy():
    """The address of a proxy that takes connections, and answers nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


CALLS = {
    "ours": "NotificationsAPIClient(KEY).get_all_templates()",
    "official": "from notifications_python_client.notifications import NotificationsAPIClient as C; C(KEY).get_all_templates()",
    "urllib": "import urllib.request; urllib.request.build_opener().open('https://api.notifications.service.gov.uk/_status')",
    "asyncio": "asyncio.run(AsyncNotificationsAPIClient(KEY).get_all_templates())",
}
HEAD = """
import asyncio, threading
import pytest
from notify_sdk import AsyncNotificationsAPIClient, NotificationsAPIClient

KEY = "key-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
"""
MORE_CALLS = """
def swallow():
    try: NotificationsAPIClient(KEY).get_all_templates()
    except BaseException: pass

def test_swallowed():
    swallow()

def test_in_a_thread():
    thread = threading.Thread(target=swallow)
    thread.start()
    thread.join()

def test_with_a_sandbox(notify_inbox):
    NotificationsAPIClient(KEY, "https://api.notifications.service.gov.uk").get_all_templates()

@pytest.fixture
def preparation():
    swallow()

def test_prepared(preparation): pass

def test_none(): pass
"""


@pytest.mark.parametrize("through_a_proxy", [False, True])
def test_a_call_to_the_real_notify_fails_by_name(run, through_a_proxy, monkeypatch, proxy):
    """Whatever makes it, through whatever proxy, even if the code under test swallows the error."""
    if through_a_proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy)
    code = "".join(f"\ndef test_{name}():\n    {call}\n" for name, call in CALLS.items())
    result = run(HEAD + code + MORE_CALLS)
    result.assert_outcomes(failed=len(CALLS) + 3, errors=1, passed=1)
    for name in (*CALLS, "swallowed", "in_a_thread", "with_a_sandbox"):
        result.stdout.fnmatch_lines_random(
            [f"*::test_{name} (call) called the real GOV.UK Notify (api.notifications.*"]
        )
    result.stdout.fnmatch_lines_random(["*::test_prepared (setup) called the real GOV.UK Notify (api.notifications.*"])


def test_a_test_that_is_meant_to_may_call_it(run, monkeypatch):
    looked_up = []

    def getaddrinfo(host, *arguments, **options):
        looked_up.append(host)
        raise OSError("no network here")

    monkeypatch.setattr("socket.getaddrinfo", getaddrinfo)
    code = "\n@pytest.mark.notify(live=True)\ndef test_it():\n    with pytest.raises(OSError): "
    run(HEAD + code + CALLS["urllib"]).assert_outcomes(passed=1)
    assert looked_up == ["api.notifications.service.gov.uk"]


def test_other_hosts_are_none_of_its_business(run):
    run("import socket\ndef test_it():\n    assert socket.getaddrinfo('localhost', 80)").assert_outcomes(passed=1)


def test_it_leaves_everything_as_it_was(run, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "example.com")
    monkeypatch.delenv("no_proxy", raising=False)
    before = socket.getaddrinfo
    code = "import os\ndef test_it(notify_inbox):\n    assert os.environ['NO_PROXY'] == 'example.com' and 'no_proxy' not in os.environ"
    run(code).assert_outcomes(passed=1)
    assert socket.getaddrinfo is before
    assert os.environ["NO_PROXY"] == "example.com"
    assert not {"no_proxy", "NOTIFY_API_KEY", "NOTIFY_BASE_URL"} & set(os.environ)


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


SEND = """
def send(client, sandbox):
    templates = sandbox.templates
    client.send_sms_notification("07700 900 900", templates["appointment reminder"], {"name": "Amala", "date": "4 March"})
    client.send_sms_notification("07700 900 901", templates["security code"], {"code": 4711, "app": True}, "login-17")
    client.send_email_notification("amala@example.com", templates["document"], {
        "name": "Amala", "form_enclosed": False, "link_to_file": "https://example.com/file"})
"""
FAILURES = {
    "nothing sent": "notify_inbox.assert_sent_sms(to='07700 900 900')",
    "nearly right": (
        "send(notify_client, notify_sandbox); notify_inbox.assert_sent_sms(to='07700 900 900',"
        " template='appointment reminder', personalisation={'name': 'Amala', 'date': '3 March', 'dat': 1})"
    ),
    "the only one": (
        "send(notify_client, notify_sandbox); notify_inbox.assert_sent_email('bela@example.com',"
        " '7e870000-0000-4000-8000-000000000002', reference='a', containing='Dear Bela')"
    ),
    "of another kind": "send(notify_client, notify_sandbox); notify_inbox.assert_sent_letter()",
    "too many": "send(notify_client, notify_sandbox); notify_inbox.assert_sent_sms(times=1)",
    "something": "send(notify_client, notify_sandbox); notify_inbox.assert_nothing_sent()",
    "somebody": "send(notify_client, notify_sandbox); notify_inbox.assert_nothing_sent(to='AMALA@example.com')",
    "refused": (
        "\n    try: notify_client.send_sms_notification('07700900900', notify_sandbox.templates['security code'])"
        "\n    except Exception: pass\n    notify_inbox.assert_sent_sms()"
    ),
}


def test_the_texts_of_failures(run):
    """They are the product: see `failure-texts.txt`. UPDATE=1 writes it anew."""
    code = SEND + "".join(
        f"\ndef test_{name.replace(' ', '_')}(notify_inbox, notify_client, notify_sandbox):\n    {line}\n"
        for name, line in FAILURES.items()
    )
    result = run(code, "--tb=short")
    result.assert_outcomes(failed=len(FAILURES))
    printed = result.stdout.str()
    texts = []
    for part in re.split(r"^_+ test_(\w+) _+$", printed, flags=re.MULTILINE)[1:]:
        if re.fullmatch(r"\w+", part):
            texts.append(f"=== {part.replace('_', ' ')}")
        else:
            found = re.findall(r"^E(?:   ?(.*))?$", part.split("=========")[0], re.MULTILINE)
            texts.append("\n".join(line.removeprefix("AssertionError: ").rstrip() for line in found))
            assert "inbox.py" not in part.split("=========")[0]
    text = "\n".join(texts) + "\n"
    if os.environ.get("UPDATE"):
        SNAPSHOTS.write_text(text)
    assert text == SNAPSHOTS.read_text()


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


def test_a_file_that_is_none_says_so(run, pytester):
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
