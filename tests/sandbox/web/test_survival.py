"""A sandbox that is killed and started again on its file while it is sent to: nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

SENDER = """
import json, sys, threading, time
import httpx
from notify_sdk._client.auth import APIKey, Signer

url, key, template, threads, each = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
signer, answered, lock = Signer(APIKey.parse(key)), [], threading.Lock()

def send(thread):
    with httpx.Client(base_url=url, timeout=10) as client:
        done = 0
        while done < each:
            body = {"phone_number": "07700900123", "template_id": template, "reference": f"{sys.argv[6]}-{thread}-{done}"}
            try:
                answer = client.post("/v2/notifications/sms", json=body, headers={"Authorization": signer.authorization()})
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            assert answer.status_code == 201, answer.text
            with lock:
                answered.append(answer.json()["id"])
            done += 1

running = [threading.Thread(target=send, args=(number,)) for number in range(threads)]
[thread.start() for thread in running]
[thread.join() for thread in running]
with open(sys.argv[7], "w") as file:
    json.dump(answered, file)
"""


def started(port, data, world):
    command = [sys.executable, "-m", "notify_sdk", "sandbox", str(world), "--port", str(port), "--data", str(data)]
    server = subprocess.Popen([*command, "--progress", "manual"], stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if line.startswith("Ready"):
            break
    # it is ready when it says so
    assert httpx.get(f"http://127.0.0.1:{port}/_status").status_code == 200
    return server


@pytest.mark.parametrize("messages", [int(os.environ.get("SURVIVAL_MESSAGES", "20000"))])
def test_every_send_that_was_answered_is_there_after_it_was_killed(tmp_path, messages):
    processes, threads = 4, 8
    world = {
        "services": {
            "mine": {
                "rate_limit_per_minute": 10_000_000,
                "daily_limits": {"sms": 10_000_000},
                "templates": [{"name": "hello", "type": "sms", "body": "hello"}],
            }
        }
    }
    (tmp_path / "world.json").write_text(json.dumps(world))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    from notify_sdk.sandbox import Sandbox

    sandbox = Sandbox.load(tmp_path / "world.json")
    (template,) = sandbox.templates.values()
    url, data = f"http://127.0.0.1:{port}", tmp_path / "data.db"
    server = started(port, data, tmp_path / "world.json")
    each = messages // processes // threads
    arguments = [url, sandbox.api_key, template, str(threads), str(each)]
    senders = [
        subprocess.Popen([sys.executable, "-c", SENDER, *arguments, str(number), tmp_path / f"answered-{number}"])
        for number in range(processes)
    ]
    kills = 0
    while any(sender.poll() is None for sender in senders):
        time.sleep(0.7)
        if kills < 3:
            server.send_signal(signal.SIGKILL)
            server.wait()
            server.stdout.close()
            server = started(port, data, tmp_path / "world.json")
            kills += 1
    assert [sender.wait() for sender in senders] == [0] * processes
    files = [tmp_path / f"answered-{number}" for number in range(processes)]
    answered = [identifier for file in files for identifier in json.loads(file.read_text())]
    with httpx.Client(timeout=60) as client:
        kept = [message["id"] for message in client.get(f"{url}/_sandbox/inbox").json()]
    server.send_signal(signal.SIGTERM)
    assert server.wait(timeout=20) == 0
    server.stdout.close()
    assert len(answered) == len(set(answered)) == each * processes * threads
    assert set(answered) <= set(kept)
    assert len(kept) == len(set(kept))
    assert kills
