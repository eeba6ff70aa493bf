"""`notify-sdk callbacks forward`: callbacks as they happen, posted to a service on your own machine.

Notify can't reach that machine. So it is looked up at Notify what has happened there, and posted from here; or, where a
tunnel leads here, what comes through it is shown and passed on.
"""

from __future__ import annotations

import threading
import time
from typing import Annotated

import typer

from .options import AsJson, BaseUrl, CallbackUrl
from .output import json_line, note, say
from .posting import Answer, Service
from .session import notify, refuse
from .stopping import Stop, stop_on_signals

_POLL = 0.2
_MAX_ATTEMPTS = 6
"""How often Notify posts a callback that your service does not take."""


def forward(
    url: CallbackUrl,
    every: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="Seconds between two reads of Notify's lists.")
    ] = 5,
    listen: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            min=0,
            max=65535,
            help="Do not read from Notify: pass on what a tunnel or a sandbox posts to this port of this machine.",
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    base_url: BaseUrl = None,
) -> None:
    """Post what happens at Notify to your service, as callbacks, until Ctrl-C.

    Notify can't reach a service on your machine. This command reads its lists every few seconds, and posts what Notify
    would: a delivery receipt when a text message or an email has its final status, and each text that is received.
    Returned letters and complaints are not in those lists: see `callbacks trigger`. The bearer token comes from
    NOTIFY_CALLBACK_TOKEN, or is typed in. A callback that your service does not take is posted up to five times more.
    """
    service = Service.at(url)
    with stop_on_signals() as stop:
        if listen is not None:
            _pass_on(service, listen, stop, as_json=as_json)
        else:
            _look(service, every, stop, base_url, as_json=as_json)


def _look(service: Service, every: float, stop: Stop, base_url: str | None, *, as_json: bool) -> None:
    from notify_sdk.errors import NotifyError

    from .happenings import Happening, Happenings

    with notify(base_url, as_json=as_json) as client:
        happenings = Happenings(client)
        happenings.look()  # what was there before is not posted
        note(f"Reading from Notify every {every:g} seconds. Stop with Ctrl-C.")
        waiting = list[tuple[Happening, int]]()
        while not _slept(every, stop):
            try:
                waiting += [(each, 0) for each in happenings.look()]
            except NotifyError as error:
                if not error.retryable:
                    raise
                note(f"No answer from Notify, looking again: {error}")
            again = list[tuple[Happening, int]]()
            for each, attempts in waiting:
                answer = service.post(each.payload)
                _print(each.what, answer, as_json=as_json)
                if answer.is_tried_again and attempts + 1 < _MAX_ATTEMPTS:
                    again.append((each, attempts + 1))
            waiting = again


def _pass_on(service: Service, port: int, stop: Stop, *, as_json: bool) -> None:
    from .receiving import receiving

    def show(what: str, answer: Answer) -> None:
        _print(what, answer, as_json=as_json)

    try:
        server = receiving(service, port, show)
    except OSError as error:
        raise refuse(f"can't listen on port {port}: {error.strerror}. Choose another with --listen") from None
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": _POLL}, daemon=True)
    thread.start()
    note(f"Listening at http://127.0.0.1:{server.server_port}/. Stop with Ctrl-C.")
    while not stop():
        time.sleep(_POLL)
    server.shutdown()
    server.server_close()


def _slept(seconds: float, stop: Stop) -> bool:
    """Waits; returns whether the command is to end."""
    until = time.monotonic() + seconds
    while not stop() and time.monotonic() < until:
        time.sleep(min(_POLL, seconds))
    return stop()


def _print(what: str, answer: Answer, *, as_json: bool) -> None:
    if as_json:
        json_line({"callback": what, "status": answer.status, "answer": answer.text})
    else:
        said = f"{answer.status} {answer.reason}" if answer.status is not None else f"no answer: {answer.reason}"
        say(f"{what}: {said}".rstrip())
