"""Nobody but its own pages and clients: every name under which a server can be called, every website that can post to it."""

import json
import re
import socket
import subprocess
import sys

import httpx
import pytest

from notify_sdk import NotificationsAPIClient
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.web.hosts import KnownHosts, network_address
from tests.sandbox.manual_clock import send_email, send_letter

MACHINE = socket.gethostname()
LOOPBACK = ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost:8080", "127.0.0.1:1", "[::1]:8080"]
STRANGERS = [
    "evil.example",
    "evil.example:8080",
    "localhost.evil.example",
    "localhost.",
    "xlocalhost",
    "127.0.0.1.evil.example",
    "127.0.0.1@evil.example",
    "evil@localhost",
    "localhost/evil",
    "localhost:8080:8080",
    "localhost:evil",
    "[::1",
    "::1",
    "[::1]x",
    "",
    " ",
    "sandbox.evil.example",
]
ADDRESSES = ["192.168.1.7", "192.168.1.7:9000", "10.0.0.1:8080", "[fd00::1]:8080", "8.8.8.8"]


@pytest.mark.parametrize("listens", ["127.0.0.1", "localhost", "::1", "0.0.0.0", "::", "", "192.168.1.7"])
@pytest.mark.parametrize("name", LOOPBACK)
def test_every_server_answers_to_this_machine(listens, name):
    assert KnownHosts(listens).answers_to([name])


@pytest.mark.parametrize("listens", ["127.0.0.1", "localhost", "::1", "0.0.0.0", "::", "", "192.168.1.7"])
@pytest.mark.parametrize("name", STRANGERS)
def test_no_server_answers_to_a_name_that_a_stranger_chose(listens, name):
    assert not KnownHosts(listens, ["sandbox"]).answers_to([name])


@pytest.mark.parametrize(("listens", "answers"), [("127.0.0.1", False), ("localhost", False), ("0.0.0.0", True)])
@pytest.mark.parametrize("name", [*ADDRESSES, f"{MACHINE}:8080", MACHINE.upper()])
def test_one_that_the_network_reaches_answers_to_addresses_and_to_the_machines_name(listens, answers, name):
    assert KnownHosts(listens).answers_to([name]) == (answers or MACHINE.lower() == "localhost")


@pytest.mark.parametrize("hosts", [[], ["localhost", "localhost"], ["localhost", "evil.example"]])
def test_one_host_header_is_wanted(hosts):
    assert not KnownHosts("127.0.0.1").answers_to(hosts)


@pytest.mark.parametrize("given", ["sandbox", " Sandbox ", "sandbox:9000"])
def test_more_names_can_be_allowed(given):
    hosts = KnownHosts("127.0.0.1", [given])
    assert hosts.answers_to(["sandbox"])
    assert hosts.answers_to(["SANDBOX:8080"])
    assert not hosts.answers_to(["sandbox.example"])


@pytest.mark.parametrize("given", ["http://sandbox", "a/b", "", "a b", "a:b:c", "a@b", "[a", "sandbox:port"])
def test_what_is_no_name_is_refused(given):
    with pytest.raises(ValueError, match="is not the name of a host"):
        Sandbox().serve(allow_hosts=[given])


def test_a_text_is_no_list_of_names():
    with pytest.raises(ValueError, match="is a list"):
        KnownHosts("127.0.0.1", "sandbox")


@pytest.mark.parametrize(
    ("listens", "more", "origin", "known"),
    [
        *[("127.0.0.1", [], f"http://{name}:8080", True) for name in ("localhost", "127.0.0.1", "[::1]", "LocalHost")],
        ("127.0.0.1", [], "https://localhost:8080", True),
        *[
            ("127.0.0.1", ["sandbox"], origin, False)
            for origin in (
                "http://localhost",
                "http://localhost:3000",
                "http://evil.example:8080",
                "http://evil.example",
                "http://8.8.8.8:8080",
                "http://172.17.0.2:8080",
                "http://sandbox:9000",
                "null",
                "",
                "localhost:8080",
                "file://localhost:8080",
                "http://localhost:8080/evil",
                "http://localhost:8080@evil.example",
                "http://localhost:8080.evil.example",
            )
        ],
        ("127.0.0.1", ["sandbox"], "http://sandbox:8080", True),
        ("127.0.0.1", ["inbox.example.org"], "https://inbox.example.org", True),
        ("127.0.0.1", ["localhost:9000"], "http://localhost:9000", True),
        ("127.0.0.1", ["localhost:9000"], "http://localhost:9001", False),
        ("0.0.0.0", [], "http://172.17.0.2:8080", True),
        ("0.0.0.0", [], "http://172.17.0.3:8080", False),
        ("0.0.0.0", [], f"http://{MACHINE}:8080", True),
        ("0.0.0.0", [], "http://8.8.8.8:8080", False),
    ],
)
def test_forms_are_taken_from_pages_of_its_own(listens, more, origin, known):
    assert KnownHosts(listens, more).takes_forms_of(origin, 8080, "172.17.0.2") is known


def test_a_page_at_the_usual_port_has_none_in_its_origin():
    assert KnownHosts("127.0.0.1").takes_forms_of("http://localhost", 80, "127.0.0.1")


@pytest.mark.parametrize("path", ["/", "/_status", "/_sandbox/dump", "/_sandbox/version", "/v2/templates", "//x", "/y"])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_nothing_is_answered_to_a_stranger(http, method, path):
    answer = http.request(method, path, headers={"host": "evil.example", "accept": "text/html"})
    assert answer.status_code == 403
    assert "does not answer to the name 'evil.example'" in answer.json()["message"]
    assert "--allow-host" in answer.json()["message"]


@pytest.mark.parametrize(
    "path", ["reset", "clear", "forward", "advance", "faults", "received-texts", "messages/1/status"]
)
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_no_other_website_may_post_whatever_it_calls_this_machine(sandbox, http, path, host):
    headers = {"origin": f"http://{host}:1", "host": f"{host}:1"}
    assert http.post(f"/_sandbox/{path}", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("options", "warns"),
    [
        ([], False),
        (["--host", "localhost"], False),
        (["--host", "0.0.0.0"], True),
        (["--host", "0.0.0.0", "--allow-host", "box"], True),
    ],
)
def test_the_command_warns_where_the_network_can_read(options, warns):
    command = [sys.executable, "-m", "notify_sdk", "sandbox", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        printed = []
        for line in running.stdout:
            printed.append(line)
            if line.startswith("Ready"):
                break
        try:
            out = "".join(printed)
            assert ("whoever reaches this machine" in out) == warns
            found = re.search(
                r"From other machines\n  (\S+)/\n  NOTIFY_BASE_URL=(\S+)\n  NOTIFY_ALLOW_HTTP=(\S+)\n", out
            )
            assert bool(found) == warns
            if found:
                assert found[1] == found[2]
                assert httpx.get(f"{found[1]}/_status").status_code == 200
                with NotificationsAPIClient(Sandbox().api_key, found[2], allow_http=[found[3]]) as client:
                    assert client.get_all_templates().templates
                known = httpx.get(f"{found[1]}/_status", headers={"host": "box"}).status_code == 200
                assert known == ("box" in options)
        finally:
            running.terminate()


def test_a_name_that_is_none_is_refused_by_the_command():
    command = [sys.executable, "-m", "notify_sdk", "sandbox", "--port", "0", "--allow-host", "http://box"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "'http://box' is not the name of a host; leave out http:// and any path" in " ".join(done.stderr.split())


def test_names_are_allowed_when_it_is_served(sandbox):
    with sandbox.serve(allow_hosts=["sandbox"]) as server, httpx.Client(base_url=server.url) as client:
        port = server.url.rpartition(":")[2]
        headers = {"host": f"sandbox:{port}", "origin": f"http://sandbox:{port}"}
        assert client.get("/_sandbox/version", headers=headers).status_code == 200
        assert client.post("/_sandbox/clear", headers=headers).status_code == 303


def test_every_answer_says_what_a_browser_may_not_do_with_it(sandbox, http):
    email, letter = send_email(sandbox), send_letter(sandbox)
    framed = {f"/_sandbox/messages/{email.id}/html"}
    paths = [
        "/",
        "/_status",
        "//v2/notifications?<script>",
        "/v2/notifications",
        "/_sandbox/sending",
        "/_sandbox/static/live.js",
        "/_sandbox/token",
        "/_sandbox/nothing",
        "/_sandbox/dump",
        f"/_sandbox/inbox/{email.id}",
        f"/_sandbox/messages/{email.id}",
        f"/_sandbox/messages/{letter.id}",
        f"/_sandbox/messages/{letter.id}/pdf",
        f"/_sandbox/messages/{letter.id}/pages/1",
        *framed,
    ]
    for path in paths:
        headers = http.get(path, headers={"accept": "text/html"}).headers
        policy = dict(
            each.strip().split(" ", 1) for each in headers["content-security-policy"].split(";") if " " in each.strip()
        )
        assert headers["x-content-type-options"] == "nosniff", path
        assert policy["default-src"] == "'none'", path
        assert policy["frame-ancestors"] == ("'self'" if path in framed else "'none'"), path
        assert "unsafe" not in policy.get("script-src", ""), path


@pytest.mark.parametrize(
    ("listens", "address"),
    [("127.0.0.1", None), ("::1", None), ("localhost", None), ("192.168.1.7", "192.168.1.7"), ("fd00::1", "[fd00::1]")],
)
def test_the_address_for_other_machines(listens, address):
    assert network_address(listens) == address


@pytest.mark.parametrize("listens", ["0.0.0.0", "::", ""])
def test_the_address_for_other_machines_is_one_that_works(listens):
    address = network_address(listens)
    assert address not in {"0.0.0.0", "::", "", None}
    assert KnownHosts(listens).answers_to([f"{address}:8080"])


def test_other_machines_are_told_an_address_that_answers(sandbox):
    with sandbox.serve("0.0.0.0") as server:
        assert httpx.get(f"{server.network_url}/_status").json()["status"] == "ok"
        assert json.loads(httpx.get(f"{server.url}/_sandbox/version").text)["version"] == 0
    with sandbox.serve() as server:
        assert server.network_url is None
