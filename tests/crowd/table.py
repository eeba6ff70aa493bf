"""Installs each official client into a temporary folder, runs its integration suite against the sandbox, prints a table."""

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from notify_sdk.sandbox import Fault
from tests.crowd.world import sandbox, settings

NODE_SUITE = "8.3.0"
"""The newest version of the Node client whose package includes its suite."""

NODE_NEEDS = ("mocha@10.6.0", "chai@4.3.4", "chai-as-promised@7.1.1", "chai-json-schema@1.5.1", "chai-bytes@0.1.2")

OTHERS = {
    "Java": ("mvn", "dependency:get", "-q", "-B", "-Dartifact=uk.gov.service.notify:notifications-java-client:RELEASE"),
    "Ruby": ("gem", "install", "--install-dir", ".", "notifications-ruby-client"),
    "PHP": ("composer", "require", "--no-interaction", "alphagov/notifications-php-client"),
}
"""The commands that would install the other clients. Their calls are not written: they could not be installed."""


@dataclass(frozen=True)
class Row:
    """The result of one client."""

    client: str
    version: str
    calls: str
    passed: str
    note: str


def python_client(folder: Path, environment: Mapping[str, str]) -> Row:
    """Runs the calls of `tests.crowd.calls` with the newest client on PyPI."""
    _run([sys.executable, "-m", "pip", "install", "-q", "--target", ".", "notifications-python-client"], folder)
    version = next(folder.glob("notifications_python_client-*.dist-info")).name.split("-")[1].removesuffix(".dist")
    path = os.pathsep.join((str(folder), str(Path.cwd())))
    output = _run([sys.executable, "-m", "tests.crowd.calls"], folder, {**environment, "PYTHONPATH": path})
    counted = json.loads(output.splitlines()[-1])
    note = "; ".join(counted["failed"]) or "the suite's calls, written here: no package holds the suite"
    return _row("Python", version, counted["calls"], len(counted["failed"]), note)


def node_client(folder: Path, environment: Mapping[str, str]) -> Row:
    """Runs the client's own suite with the newest client on npm."""
    _run(["npm", "init", "-y"], folder)
    _run(["npm", "install", "--no-audit", "--no-fund", "notifications-node-client", *NODE_NEEDS], folder)
    packed = _run(["npm", "pack", f"notifications-node-client@{NODE_SUITE}"], folder).split()[-1]
    with tarfile.open(folder / packed) as archive:
        archive.extractall(folder / "suite", filter="data")
    client = folder / "node_modules" / "notifications-node-client"
    version = json.loads((client / "package.json").read_text())["version"]
    shutil.copytree(folder / "suite" / "package" / "spec", client / "spec", dirs_exist_ok=True)
    calls, unchanged = _mocha(client, environment)
    schema = client / "spec" / "integration" / "schemas" / "v2" / "POST_notification_email_response.json"
    allowed = json.loads(schema.read_text())
    allowed["properties"]["sanitised_content"] = {"type": "object"}
    schema.write_text(json.dumps(allowed))
    _, failed = _mocha(client, environment)
    note = (
        f"its own suite, from the package of {NODE_SUITE}. Unchanged {calls - len(unchanged)} pass: its schema does not know"
        " `sanitised_content`, which the service answers by now; that was added to it"
    )
    return _row("Node", version, calls, len(failed), "; ".join(failed) or note)


def _mocha(client: Path, environment: Mapping[str, str]) -> tuple[int, list[str]]:
    """Runs the suite; returns how many calls it has, and which failed."""
    command = ["node", "../mocha/bin/mocha.js", "--reporter", "json", "spec/integration/test.js"]
    output = _run(command, client, {**environment, "npm_config_integration": "1"}, fails=True)
    counted = json.loads(output[output.index("{\n") :])
    failed = [each["fullTitle"].removeprefix("notification api with a live service ") for each in counted["failures"]]
    return counted["stats"]["tests"], failed


def other_client(client: str, folder: Path) -> Row:
    """Tries to install a client whose calls are not written."""
    tool, *words = OTHERS[client]
    if not shutil.which(tool):
        return Row(client, "-", "-", "-", f"not run: this machine has no `{tool}` to install it with")
    command = [tool, *words, *([f"-Dmaven.repo.local={folder}"] if tool == "mvn" else [])]
    try:
        _run(command, folder)
    except subprocess.CalledProcessError:
        return Row(client, "-", "-", "-", f"not run: `{tool} {words[0]}` could not fetch it")
    return Row(client, "-", "-", "-", "not run: it can be installed, but its calls are not written yet")


def _row(client: str, version: str, calls: int, failed: int, note: str) -> Row:
    return Row(client, version, str(calls), str(calls - failed), note)


def _run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None, *, fails: bool = False) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "NO_PROXY": "127.0.0.1", **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    if done.returncode and not fails:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr)
    return done.stdout


def rows(scratch: Path) -> Iterator[Row]:
    """The results of all clients, each with its own sandbox."""
    for run in (python_client, node_client):
        folder = scratch / run.__name__
        folder.mkdir()
        served = sandbox()
        # The Node suite reads without waiting for the answer to its precompiled letter. It relies on that answer being
        # slow, as it is in the service.
        served.faults.add(Fault(delay=1, method="POST", path="/letter"))
        with served.serve() as server:
            yield run(folder, settings(served, server.url))
    for client in OTHERS:
        (scratch / client).mkdir()
        yield other_client(client, scratch / client)


if __name__ == "__main__":
    print("| Official client | Version | Calls | Passed | Note |\n|---|---|---|---|---|")
    with TemporaryDirectory() as scratch:
        found = []
        for row in rows(Path(scratch)):
            found.append(row)
            print(f"| {row.client} | {row.version} | {row.calls} | {row.passed} | {row.note} |", flush=True)
    sys.exit(any(row.calls != row.passed for row in found))
