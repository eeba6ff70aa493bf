"""The answers to a browser: pages from their templates, files that pages need, and what browsers may do with each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from notify_sdk.sandbox.wire import NO_STORE, Response

STATIC = "/_sandbox/static/"
"""The prefix of the files that pages need."""

_SECURITY = {
    "cache-control": NO_STORE,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'"
    " data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
_NOTHING = "default-src 'none'; form-action 'none'; base-uri 'none'"
_STATIC = {
    "pico.css": "text/css",
    "pico-LICENSE.txt": "text/plain",
    "inbox.css": "text/css",
    "live.js": "text/javascript",
}


def page(name: str, values: Mapping[str, object], status: int = 200) -> Response:
    """A page made from a template."""
    html = (
        _environment().get_template(name).render({**values, "static": STATIC, "short": short_time, "whole": whole_time})
    )
    return _answer(html.encode(errors="replace"), "text/html; charset=utf-8", status=status)


def problem(what: str, status: int = 404) -> Response:
    """A page that says why there is no other."""
    return page("problem.html", {"what": what}, status)


def redirect(where: str) -> Response:
    """What a posted form is answered with."""
    return Response(303, {**_SECURITY, "location": where})


def static_file(name: str) -> Response:
    """A stylesheet, a script, or the licence of one."""
    if name not in _STATIC:
        return problem("There is no such file.")
    content = files("notify_sdk.sandbox.web").joinpath("static", name).read_bytes()
    return _answer(content, f"{_STATIC[name]}; charset=utf-8")


def framed_email(subject: str, body: str) -> Response:
    """The document of an email for a frame in its page. It runs no scripts; its links open in a new tab."""
    html = _environment().get_template("email.html").render(subject=subject, body=body)
    may = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    policy = f"{_NOTHING}; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox {may}"
    return _answer(html.encode(errors="replace"), "text/html; charset=utf-8", policy)


def download(content: bytes, kind: str, filename: str) -> Response:
    """A file to open, without anything that it might do to the pages."""
    answer = _answer(content, kind, f"{_NOTHING}; frame-ancestors 'none'")
    return Response(200, {**answer.headers, "content-disposition": f"inline; {_filename(filename)}"}, content)


def picture(content: bytes) -> Response:
    """A PNG."""
    return _answer(content, "image/png", f"{_NOTHING}; frame-ancestors 'none'")


def _answer(content: bytes, kind: str, policy: str | None = None, status: int = 200) -> Response:
    own = {"content-type": kind} | ({"content-security-policy": policy} if policy else {})
    return Response(status, {**_SECURITY, **own}, content)


def _filename(name: str) -> str:
    return f"filename*=UTF-8''{quote(name.encode(errors='replace'), safe='')}"


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("notify_sdk.sandbox.web", "html"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def short_time(time: datetime, now: datetime) -> str:
    """A time on this machine's clock, with no more than is needed to know when it was."""
    here, today = time.astimezone(), now.astimezone()
    if here.date() == today.date():
        return f"{here:%H:%M:%S}"
    return f"{here.day} {here:%b}, {here:%H:%M}" if here.year == today.year else f"{here.day} {here:%b %Y}"


def whole_time(time: datetime) -> str:
    """A time on this machine's clock, with its date and zone."""
    here = time.astimezone()
    return f"{here.day} {here:%B %Y}, {here:%H:%M:%S %Z}"
