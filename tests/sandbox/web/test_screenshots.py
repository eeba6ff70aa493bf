"""Every page as it looks: on a phone and on a desk, light and dark, by `scripts/screenshots`."""

import io
import re
from itertools import product

import pytest
from axe_core_python.selenium import Axe
from PIL import Image

from scripts import screenshots
from tests.layout.drawing import ROOT

pytestmark = pytest.mark.xdist_group("browser")

PAGES = ("empty", "inbox", "search", "sending", "problem", "text", "failed", "email", "letter", "pdf")


@pytest.fixture(scope="module")
def addresses():
    with screenshots.served_pages() as served:
        yield served


def test_no_page_is_forgotten(addresses):
    assert set(addresses) == set(PAGES)


@pytest.mark.parametrize(("width", "scheme"), list(product(screenshots.WIDTHS, screenshots.SCHEMES)))
@pytest.mark.parametrize("page", PAGES)
def test_a_page_fits_its_width_and_can_be_read_by_everybody(addresses, browser, page, width, scheme):
    taken = Image.open(io.BytesIO(screenshots.picture(browser, addresses[page], width, scheme)))
    assert taken.width == width
    ground = taken.convert("L").getpixel((3, taken.height - 3))
    assert (ground > 200) == (scheme == "light")
    browser.execute_script(
        "for (const each of document.querySelectorAll('details, #gone')) each.open = !(each.hidden = false)"
    )
    assert browser.execute_script("return document.documentElement.scrollWidth") == width
    assert browser.execute_script(TOO_NARROW) == []
    found = Axe().run(browser, options={"resultTypes": ["violations"]})
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE" and page != "problem"] == []


TOO_NARROW = """
    const narrow = (cell) => cell.innerText.trim().length > 3 && cell.getBoundingClientRect().width < 20;
    return [...document.querySelectorAll("td, dd, li > *, button")].filter(narrow).map((cell) => cell.outerHTML);
"""
"""Cells in which words have no space."""


@pytest.mark.parametrize("name", sorted(screenshots.IN_DOCS.values()))
def test_the_docs_show_pictures_that_are_small(name):
    content = (screenshots.IMAGES / name).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) < screenshots.MOST_BYTES
    pages = [*ROOT.glob("docs/*.md"), ROOT / "README.md"]
    shown = {
        found for each in pages for found in re.findall(r"!\[[^]]+\]\((?:docs/)?images/([^)]+)\)", each.read_text())
    }
    assert name in shown


def test_pictures_of_the_docs_are_made_small(addresses, browser):
    big = screenshots.picture(browser, addresses["inbox"], 1280, "light", 600)
    small = screenshots.small(big)
    assert len(small) < len(big)
    assert Image.open(io.BytesIO(small)).size == (1280, 600)
