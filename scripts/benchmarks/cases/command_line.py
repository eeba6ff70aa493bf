"""The command line in whole processes: a CSV file of recipients, and a module of templates."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from scripts.benchmarks import environments
from scripts.benchmarks.bodies import KEY, TEMPLATE, TEMPLATES
from scripts.benchmarks.clients import OFFICIAL, SDK
from scripts.benchmarks.figures import Table
from scripts.benchmarks.processes import Process, compare
from scripts.benchmarks.recipients import write_csv
from scripts.benchmarks.rounds import Bench

_PEOPLE = 10_000
_KEY = {"NOTIFY_API_KEY": KEY}
_LOOP = f"""
import csv, sys
from {{module}} import NotificationsAPIClient
client = NotificationsAPIClient({KEY!r}, sys.argv[2])
with open(sys.argv[1], newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        to = row.pop("phone number")
        client.send_sms_notification(to, {TEMPLATE!r}, row)
"""


def recipients(bench: Bench) -> list[Table]:
    """A CSV file, sent through an outbox by the command line, and in a loop by a program."""
    people = bench.operations(_PEOPLE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, outbox = folder / "people.csv", folder / "people.csv.outbox"
        write_csv(file, people)

        def loop(environment: str, module: str) -> Process:
            return Process(environment, ("-c", _LOOP.format(module=module), str(file), bench.url))

        def forget() -> None:
            for each in folder.glob(f"{outbox.name}*"):
                each.unlink()

        sms = ("send", "sms", "--template", TEMPLATE, "--recipients", str(file), "--yes", "--base-url", bench.url)
        official = f"{OFFICIAL}, a loop"
        processes = {
            official: loop(environments.OFFICIAL, "notifications_python_client.notifications"),
            f"{SDK}, a loop": loop(environments.SDK, "notify_sdk"),
            "notify-sdk send sms": Process(
                environments.SDK_CLI, ("-m", "notify_sdk", *sms), folder, variables=_KEY, before=forget
            ),
        }
        table = compare(
            bench,
            f"Send a text message to each person of a CSV file of {people:,}",
            "us per message",
            processes,
            base=official,
            rounds=3,
            per=1e6 / people,
            memory=True,
            note="Whole processes, divided by the people. The command checks every row first, and keeps in an outbox "
            "what became of each; the loops would begin anew after a crash.",
        )
    return [table]


def templates(bench: Bench) -> list[Table]:
    """A module of classes for templates: written, and pulled again without a change."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        out = folder / "notify_templates.py"
        words = ("-m", "notify_sdk", "templates", "pull", "--out", str(out), "--base-url", bench.url)
        again = Process(environments.SDK_TEMPLATES, words, folder, variables=_KEY)
        anew = replace(again, before=lambda: out.unlink(missing_ok=True))
        table = compare(
            bench,
            f"notify-sdk templates pull, {TEMPLATES} templates",
            "ms of CPU",
            {"a new module": anew, "again, nothing changed": again},
            base="",
            rounds=3,
            per=1000,
            memory=True,
            note="Whole processes.",
        )
    return [table]
