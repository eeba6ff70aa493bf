"""Replays the recorded exchanges against a sandbox and says which answers differ, and in what."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from notify_sdk.sandbox import Request, Response, Sandbox
from notify_sdk.sandbox.world.load import state_of
from tests.conformance.data import world
from tests.conformance.recordings import FIRST, Recording, unseen

COMPARED = ("content-type", "cache-control", "location")
"""Headers compared to the letter; `allow` is compared without its order, `content-length` where the body is fixed."""


@dataclass(frozen=True)
class Difference:
    """One recorded case that the sandbox answered otherwise."""

    case: str
    group: str
    kind: str
    what: str


@dataclass
class Report:
    """How a replay went."""

    cases: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    different: list[Difference] = field(default_factory=list)
    crashes: list[str] = field(default_factory=list)
    unequal_html: list[str] = field(default_factory=list)
    html: int = 0
    pdfs: int = 0

    @property
    def equal(self) -> int:
        """How many cases were answered as recorded, the service's own crashes aside."""
        return sum(self.cases.values()) - len(self.different) - len(self.crashes)


def lines(report: Report) -> Iterator[str]:
    """The report for people: a line for each group, for each kind of fault there was, and for each case that differs."""
    yield from _table("exchanges", report.cases, Counter(difference.group for difference in report.different))
    if report.crashes:
        yield f"of the equal ones {len(report.crashes)} are crashes of the service, answered with 500 or a clear 400: {', '.join(report.crashes)}"
    if report.pdfs:
        yield f"{report.pdfs} PDFs are compared by their kind, not their bytes"
    yield f"previews with html: {report.html}, of which {report.html - len(report.unequal_html)} have the same html"
    if report.kinds:
        yield ""
        yield from _table(
            "differed once", report.kinds, Counter(found.kind for found in report.different if found.kind)
        )
    for difference in report.different:
        yield f"  {difference.group} {difference.case}: {difference.what}"


def _table(title: str, cases: Counter[str], wrong: Counter[str]) -> Iterator[str]:
    width = max(20, *map(len, cases))
    yield f"{title:<{width}} {'cases':>6} {'equal':>6} {'different':>10}"
    for name, number in [*sorted(cases.items()), ("all", cases.total())]:
        different = wrong.total() if name == "all" else wrong[name]
        yield f"{name:<{width}} {number:>6} {number - different:>6} {different:>10}"


def replay(recording: Recording = FIRST) -> Report:
    """Replays a recording, each run of it in its order on a fresh world."""
    report = Report()
    for exchanges, on in recording.parts():
        replay_rows(exchanges, recorded_sandbox(on, recording.began), report)
    return report


def replay_rows(exchanges: Iterable[dict[str, Any]], sandbox: Sandbox, report: Report) -> None:
    """Replays exchanges in their order and adds to the report how that went.

    Some were recorded with a second server on the same database, with pages of 3, that delivers test letters at once.
    """
    ids = dict[str, str]()
    for row in exchanges:
        kind = row.get("differed") or ""
        report.cases[row["group"]] += 1
        if kind:
            report.kinds[kind] += 1
        sandbox.state.settings.page_size = row["page_size"]
        sandbox.state.settings.fake_letter_delivery = row["page_size"] != 3
        for earlier in unseen().get(row["case"], ()):
            ids[earlier["case"]] = _id_in(sandbox.handle(request_of(earlier, sandbox.clock())))
        response = sandbox.handle(request_of(row, sandbox.clock(), ids))
        ids[row["case"]] = _id_in(response)
        if row["response"]["status"] >= 500:
            report.crashes.append(row["case"])
            if response.status not in {400, 500}:
                found = Difference(row["case"], row["group"], kind, f"a crash answered {response.status}")
                report.different.append(found)
            continue
        what = "; ".join(differences(row, response, report))
        if what:
            report.different.append(Difference(row["case"], row["group"], kind, what))


def _id_in(response: Response) -> str:
    if response.status not in {200, 201} or not response.body.startswith(b"{"):
        return ""
    return json.loads(response.body).get("id", "")


def recorded_sandbox(recorded_world: dict[str, Any] | None = None, began: datetime = FIRST.began) -> Sandbox:
    """A sandbox on a recorded world, with a clock that stands where the recording was made and moves 1 ms a call."""
    ticks = count()
    state = state_of(recorded_world or world(), "world.json", began)
    return Sandbox(state, clock=lambda: began + timedelta(milliseconds=next(ticks)))


def request_of(row: dict[str, Any], now: datetime, ids: dict[str, str] | None = None) -> Request:
    """The request of a recorded row, signed for that moment."""
    asked = row["request"]
    path = asked["path"]
    if template := asked.get("path_template"):
        path = re.sub(r"\{id of (.*?)\}", lambda match: (ids or {}).get(match[1]) or path.split("/")[3], template)
    headers = {name.lower(): value for name, value in (asked["headers"] or {}).items()}
    headers["host"] = "notify.test"
    authorization = authorization_of(row, int(now.timestamp()))
    if authorization is not None:
        headers["authorization"] = authorization
    return Request(asked["method"], path, asked["query"] or "", headers, body_of(asked))


def body_of(asked: dict[str, Any]) -> bytes:
    """The bytes that were sent."""
    if "raw" in asked:
        return asked["raw"].encode()
    if "raw_base64" in asked:
        return base64.b64decode(asked["raw_base64"])
    if "body_generator" in asked:
        return json.dumps(_generated(asked["body_generator"])).encode()
    return json.dumps(asked["body"]).encode() if "body" in asked else b""


def _generated(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _generated(inner) for name, inner in value.items()}
    if isinstance(value, str) and (match := re.fullmatch(r"base64 of (\d+) bytes of '(.)'", value)):
        return base64.b64encode(match[2].encode() * int(match[1])).decode()
    if isinstance(value, str) and (match := re.fullmatch(r"(\d+) times '(.)'", value)):
        return match[2] * int(match[1])
    return value


def authorization_of(row: dict[str, Any], now: int) -> str | None:
    """The header that a recorded request was signed with."""
    auth = row["request"]["auth"]
    if not auth:
        return None
    if "authorization" in auth:
        return {
            "valid token with last 4 chars AAAA": lambda: signed(row["service"], now)[:-4] + "AAAA",
            "header.payload only": lambda: signed(row["service"], now).rpartition(".")[0],
            "valid token + .x": lambda: signed(row["service"], now) + ".x",
        }.get(auth["authorization"], lambda: auth["authorization"])()
    if "claims" not in auth:
        claims = {"iss": auth["iss"], "iat": now}
        return f"{auth['scheme'].strip()} {token({'typ': 'JWT', 'alg': auth['alg']}, claims, secret_of(auth['secret_of']))}"
    claims = auth["claims"]
    if isinstance(claims, str):
        payload = claims.removeprefix("b'").removesuffix("'").encode()
    else:
        payload = {name: _claim(name, value, now) for name, value in claims.items()}
    secret = secret_of(auth["secret"]) if ":" in auth["secret"] else auth["secret"]
    return auth["scheme"] + token(auth["header"], payload, secret)


def signed(service_and_key: str, now: int) -> str:
    """A good `Bearer` header for a service and key."""
    service = world()["services"][service_and_key.partition(":")[0]]
    claims = {"iss": service["id"], "iat": now}
    return "Bearer " + token({"typ": "JWT", "alg": "HS256"}, claims, secret_of(service_and_key))


def secret_of(service_and_key: str) -> str:
    """The secret of a `service:key` of the world."""
    service, _, key = service_and_key.partition(":")
    return world()["services"][service]["api_keys"][key]["secret"]


def token(header: dict[str, Any], claims: dict[str, Any] | bytes, secret: str) -> str:
    """A JWT, however wrong: whatever the header says, HS384 and HS512 are signed as such and all else as HS256."""
    payload = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    digest = {"HS384": hashlib.sha384, "HS512": hashlib.sha512}.get(str(header.get("alg")), hashlib.sha256)
    parts = [_encoded(json.dumps(header).encode()), _encoded(payload)]
    signature = (
        b"" if header.get("alg") == "none" else hmac.new(secret.encode(), ".".join(parts).encode(), digest).digest()
    )
    return ".".join([*parts, _encoded(signature)])


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _claim(name: str, value: Any, now: int) -> Any:
    if name == "iat" and isinstance(value, str) and (match := re.fullmatch(r"now([+-]\d+)", value)):
        return now + int(match[1])
    # exp and nbf were written as moments relative to that of the request
    return now + value - _WRITTEN if name in {"exp", "nbf"} and isinstance(value, int) else value


_WRITTEN = 1795408073


def differences(row: dict[str, Any], response: Response, report: Report) -> Iterable[str]:
    """What is different in one answer, in a few words each."""
    recorded = row["response"]
    if response.status != recorded["status"]:
        yield f"status {response.status} instead of {recorded['status']}: {response.body[:300]!r}"
        return
    for name in COMPARED:
        if response.headers.get(name) != recorded["headers"].get(name):
            yield f"{name} {response.headers.get(name)!r} instead of {recorded['headers'].get(name)!r}"
    allowed = [set(headers.get("allow", "").split(", ")) for headers in (response.headers, recorded["headers"])]
    if allowed[0] != allowed[1]:
        yield f"allow {allowed[0]} instead of {allowed[1]}"
    if "body_sha256" in recorded:
        report.pdfs += 1
        if not response.body.startswith(b"%PDF-"):
            yield "no PDF"
    elif "body_text" in recorded:
        if response.body.decode() != recorded["body_text"]:
            yield f"body {response.body!r}"
    else:
        yield from _body_differences(row, response, report)


def _body_differences(row: dict[str, Any], response: Response, report: Report) -> Iterable[str]:
    recorded = row["response"]
    length = recorded["headers"].get("content-length")
    if length and response.status >= 400 and len(response.body) != int(length):
        yield f"{len(response.body)} bytes instead of {length}"
    ours, theirs = json.loads(response.body), json.loads(json.dumps(recorded["body"]))
    if isinstance(theirs, dict) and isinstance(theirs.get("html"), str):
        report.html += 1
        if ours.get("html") != theirs["html"]:
            report.unequal_html.append(row["case"])
        ours["html"] = theirs["html"] = None
    for pointer in row["volatile"]:
        yield from _compare_types(pointer, ours, theirs)
    yield from _unequal("", ours, theirs)


def _compare_types(pointer: str, ours: Any, theirs: Any) -> Iterable[str]:
    """Says if a volatile value is missing or of another type, and then makes both equal."""
    *parents, last = pointer.strip("/").split("/")
    try:
        for name in parents:
            ours, theirs = (where[int(name) if isinstance(where, list) else name] for where in (ours, theirs))
        mine = ours[last]
    except (KeyError, IndexError, TypeError):
        yield f"{pointer} is missing"
        return
    if type(mine) is not type(theirs[last]):
        yield f"{pointer} is {mine!r}"
    ours[last] = theirs[last]


def _unequal(where: str, ours: Any, theirs: Any) -> Iterable[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for name in ours.keys() | theirs.keys():
            if name not in ours or name not in theirs:
                yield f"{where}/{name} is {'missing' if name in theirs else 'too many'}"
            else:
                yield from _unequal(f"{where}/{name}", ours[name], theirs[name])
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for place, (mine, theirs_too) in enumerate(zip(ours, theirs, strict=True)):
            yield from _unequal(f"{where}/{place}", mine, theirs_too)
    elif isinstance(ours, str) and theirs == f"<{len(ours)} characters elided>":
        return
    elif ours != theirs or type(ours) is not type(theirs):
        yield f"{where} is {_short(ours)} instead of {_short(theirs)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) < 300 else text[:300] + "..."
