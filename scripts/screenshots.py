"""Pictures of every page of the inbox, at the widths of a phone and a desk, light and dark."""

from __future__ import annotations

import base64
import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

from PIL import Image

from notify_sdk import prepare_upload
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.world.service_parts import Callback
from tests.support.browser import chromium, show_as

WIDTHS = (375, 1280)
SCHEMES = ("light", "dark")
IMAGES = Path(__file__).parent.parent / "docs" / "images"
IN_DOCS = {
    "inbox-1280-light": "inbox.png",
    "email-1280-light": "email.png",
    "text-375-dark": "text.png",
    "letter-375-light": "letter.png",
}
MOST_BYTES = 100_000
TALLEST = 1100
"""How many pixels of a page are in a picture of the docs."""


class _Clock:
    """A time that each message moves on, so that the pictures are the same each time."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 9, 2, 50, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def _ids() -> Iterator[UUID]:
    for number in range(1, 1000):
        yield UUID(f"{number * 0x9E3779B1 % 2**32:08x}-15d2-4a6c-8f0e-{number * 0x5DEECE66D % 2**48:012x}")


def empty_sandbox() -> Sandbox:
    """A sandbox whose messages have the same ids and times each time."""
    clock, ids = _Clock(), _ids()
    sandbox = Sandbox(clock=clock, ids=lambda: next(ids), post=lambda *_: 204)
    sandbox.service.callbacks["delivery_receipt"] = Callback(url="http://localhost:8000/notify", bearer_token="secret")
    return sandbox


def filled_sandbox() -> tuple[Sandbox, dict[str, str]]:
    """A sandbox with messages of each type and status, and the paths of its pages by name."""
    sandbox = empty_sandbox()
    clock = sandbox.clock
    assert isinstance(clock, _Clock)
    templates = sandbox.templates
    address = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
    pages = {"inbox": "/", "search": "/?search=nobody", "sending": "/_sandbox/sending", "problem": "/_sandbox/nothing"}
    with sandbox.client() as client:

        def text(number: str, name: str, date: str) -> UUID:
            clock.now += timedelta(minutes=7, seconds=13)
            values = {"name": name, "date": date}
            return client.send_sms_notification(number, templates["appointment reminder"], values, "clinic-17").id

        def page(name: str, identifier: UUID) -> None:
            pages[name] = f"/_sandbox/messages/{identifier}"

        page("failed", text("07700 900 002", "Bela", "4 March"))
        text("07700 900 003", "Casimir", "5 March")
        clock.now += timedelta(minutes=3)
        posted = client.send_precompiled_letter_notification("case-17", _own_pdf())
        page("pdf", posted.id)
        sandbox.advance(timedelta(hours=1))
        letter = client.send_letter_notification(
            templates["decision letter"],
            {**address, "name": "Ms Bird", "reference": "A-17", "decision": ["We agree", "We will pay £20"]},
            "A-17",
        )
        page("letter", letter.id)
        clock.now += timedelta(minutes=9)
        client.send_email_notification(
            "amala.bird@digital.education.example.gov.uk",
            templates["application received"],
            {"name": "Amala", "urgent": True, "items": ["your passport", "a photo"]},
        )
        sandbox.advance(timedelta(minutes=1))
        clock.now += timedelta(minutes=9)
        email = client.send_email_notification(
            "amala@example.com",
            templates["document"],
            {
                "name": "Amala",
                "form_enclosed": True,
                "link_to_file": prepare_upload(b"form,page\nA1,2\n", filename="form.csv"),
            },
            "form-A1",
        )
        page("email", email.id)
        for name in ("Amala", "Dilwyn"):
            text("+44 7700 900 123", name, "Tuesday 3 March at 10:30")
        long = "3 March at 10:30. Bring this message, a passport or driving licence, and the names of your medicines. If you"
        long += " cannot come, phone 020 7946 0000 by noon on the day before, and we will find you another day"
        page("text", text("07700 900 900", "Eleri Tŵr", long))
    return sandbox, pages


def _own_pdf() -> bytes:
    from fpdf import FPDF

    page = FPDF(format="A4")
    page.set_font("Helvetica", size=14)
    page.set_creation_date(datetime(2026, 11, 25, tzinfo=UTC))
    for number in (1, 2):
        page.add_page()
        page.text(25, 60, f"A letter of your own, page {number} of 2")
    return bytes(page.output())


def picture(browser: Any, address: str, width: int, scheme: str, tallest: int | None = None) -> bytes:
    """A whole page as PNG, at a width and in a colour scheme, after its frames and pictures have come."""
    from selenium.webdriver.support.wait import WebDriverWait

    show_as(browser, width, scheme)
    browser.get(address)
    WebDriverWait(browser, 30).until(lambda _: browser.execute_script(_SETTLED))
    size = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    height = min(size["height"], tallest or size["height"])
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
    return base64.b64decode(shot["data"])


_SETTLED = """
    const frames = [...document.querySelectorAll("iframe")].every((frame) => frame.style.height);
    return document.readyState === "complete" && frames && [...document.images].every((image) => image.complete);
"""


def small(png: bytes) -> bytes:
    """The picture with few colours, for the docs."""
    made = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(128).save(made, "PNG", optimize=True)
    return made.getvalue()


@contextmanager
def served_pages() -> Iterator[dict[str, str]]:
    """The addresses of every page, by name, while two sandboxes are served."""
    filled, paths = filled_sandbox()
    with filled.serve() as server, empty_sandbox().serve() as empty:
        yield {"empty": f"{empty.url}/"} | {name: f"{server.url}{path}" for name, path in paths.items()}


def main(folder: Path | None) -> None:
    """Takes the pictures: all of them into a folder, or those of the documentation into docs/images."""
    if folder is None:
        return take_pictures_of_docs(IMAGES)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as browser, served_pages() as addresses:
        for (page, address), width, scheme in product(addresses.items(), WIDTHS, SCHEMES):
            (folder / f"{page}-{width}-{scheme}.png").write_bytes(picture(browser, address, width, scheme))
    return None


def take_pictures_of_docs(folder: Path) -> None:
    """Takes the pictures that the documentation shows, and writes them into a folder that is there."""
    with tempfile.TemporaryDirectory() as profile, chromium(Path(profile)) as browser, served_pages() as addresses:
        for name, file in IN_DOCS.items():
            page, width, scheme = name.split("-")
            made = small(picture(browser, addresses[page], int(width), scheme, TALLEST))
            if len(made) > MOST_BYTES:
                raise SystemExit(f"{file} has {len(made)} bytes")
            (folder / file).write_bytes(made)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
