"""Serves a sandbox that holds some messages. Prints its address, its key, a template and a message, as JSON."""

from __future__ import annotations

import json
import sys

from notify_sdk.sandbox import Sandbox
from scripts.benchmarks.bodies import PAGE_SIZE, PERSONALISATION
from scripts.benchmarks.recipients import phone_number


def main() -> None:
    sandbox = Sandbox(magic_recipients=False)
    sandbox.service.rate_limit_per_minute = 10**9
    sandbox.service.daily_limits = {}
    client, template = sandbox.client(), sandbox.templates["appointment reminder"]
    for number in range(2 * PAGE_SIZE):
        client.send_sms_notification(phone_number(number), template, PERSONALISATION)
    with sandbox.serve() as server:
        about = {"url": server.url, "key": sandbox.api_key, "template": template, "message": str(sandbox.inbox[0].id)}
        print(json.dumps(about), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
