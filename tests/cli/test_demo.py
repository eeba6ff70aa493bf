"""`notify-sdk demo` works without a key and without a network."""

from __future__ import annotations

from tests.cli.terminal import Terminal


def test_the_demo_sends_reads_previews_and_is_refused(run: Terminal) -> None:
    shown = run("demo", NOTIFY_API_KEY=None, NOTIFY_BASE_URL=None).out
    for text in (
        "Hello Amala, your appointment is on 3 March.",
        "an email: Your document",
        "a letter: ",
        "by first class: ",
        "Previewed, not sent: 4711",
        "refused by the local check, nothing was sent: ValidationError: phone_number Not enough digits",
        "refused by the service: 400 BadRequestError: Missing personalisation: code",
    ):
        assert text in shown
    assert "was not refused" not in shown
    assert len(run.sandbox.inbox) == 0
