"""The documentation site, as `scripts/docs` builds it: what is on it, the way of a newcomer, search, and who can read it."""

from __future__ import annotations

import fcntl
import functools
import html
import io
import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pydantic
import pytest
import yaml
from axe_core_python.selenium import Axe
from PIL import Image
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from notify_sdk import NotifyError, errors, models
from notify_sdk.cli.demo.run import STEPS
from notify_sdk.sandbox import Sandbox
from scripts.screenshots import SCHEMES, WIDTHS, picture
from scripts.website import pictures, reference
from scripts.website.links import Page, faults
from scripts.website.nav import sections
from scripts.website.pages import written_pages
from tests.cli.commands import every_command
from tests.support.browser import INSTALLED, chromium, show_as, show_as_usual
from tests.test_public_names import EXPORTED, PACKAGES

pytestmark = pytest.mark.xdist_group("site")

ROOT = Path(__file__).parents[2]
NO_ENVIRONMENT = 75
"""How `scripts/docs` exits where its packages can't be installed."""


@pytest.fixture(scope="module")
def site(testrun_uid: str) -> Path:
    """The folder of the site, built once for this run, whichever processes its tests run in."""
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    with (build / "tested").open("a+") as last_run:
        fcntl.flock(last_run, fcntl.LOCK_EX)
        last_run.seek(0)
        if last_run.read() != testrun_uid:
            build_site()
            last_run.truncate(0)
            last_run.write(testrun_uid)
    return build / "site"


def build_site() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run([ROOT / "scripts" / "docs"], env=environment, capture_output=True, text=True, check=False)
    if done.returncode == NO_ENVIRONMENT:
        pytest.skip(f"the environment of the site can't be made: {done.stderr[-500:]}")
    assert done.returncode == 0, done.stderr[-3000:]
    assert [line for line in done.stderr.splitlines() if re.match(r"(WARNING|ERROR) +- ", line)] == []


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Where the site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    if not INSTALLED:
        pytest.skip("chromium and chromedriver are not installed")
    with chromium(tmp_path_factory.mktemp("profile")) as started:
        yield started


def text_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def test_the_sections_are_those_of_a_users_day() -> None:
    assert [section.title for section in sections(ROOT)] == [
        "Start",
        "Send",
        "When it fails",
        "Many messages",
        "Test",
        "Templates as types",
        "Callbacks and frameworks",
        "Command line",
        "Reference",
        "Coming from the official client",
        "How it is built",
    ]


def test_every_page_is_in_a_section() -> None:
    in_sections = [path for section in sections(ROOT) for _, path in section.pages]
    assert sorted(in_sections) == sorted({*written_pages(), *reference.reference_pages(), "commands.md"})


def test_the_build_names_what_is_wrong_with_a_page_and_fails(site: Path, tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "index.md").write_text("# First\n\n[a](gone.md) [b](#gone) [c](/gone) [d](gone/)\n")
    (pages / "left-out.md").write_text("# In no section\n")
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text())
    own = {"docs_dir": str(pages), "site_dir": str(tmp_path / "site"), "nav": ["index.md", "absent.md"], "plugins": []}
    theme = settings["theme"] | {"custom_dir": str(ROOT / settings["theme"]["custom_dir"])}
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(settings | own | {"theme": theme}))
    python = Path(os.environ.get("DOCS_VENV", ROOT / ".venv-docs")) / "bin" / "python"
    done = subprocess.run(
        [python, "-m", "mkdocs", "build", "--strict", "--config-file", tmp_path / "mkdocs.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    wrong = ("'gone.md'", "'#gone'", "'/gone'", "'gone/'", "left-out.md", "absent.md")
    assert [part for part in wrong if part not in done.stderr] == []


# what the reference has


def anchors(site: Path) -> set[str]:
    return {each for file in site.glob("reference/*/index.html") for each in Page(file.read_text()).anchors}


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    described = anchors(site)
    modules = {module for _, modules in reference.PAGES.values() for module in modules}
    assert modules >= set(PACKAGES)
    assert {f"{value.__module__}.{value.__name__}" for value in EXPORTED.values()} - described == set()
    for module in modules:
        names = dict(reference.public_names(import_module(module)))
        places = {
            name: {f"{module}.{name}", f"{getattr(value, '__module__', None)}.{name}"} for name, value in names.items()
        }
        assert [name for name, possible in places.items() if not possible & described] == [], module


def test_every_field_of_a_model_is_in_the_reference(site: Path) -> None:
    described = anchors(site)
    kinds = {name: getattr(models, name) for name in models.__all__}
    fields = {
        f"notify_sdk.models.{name}.{field}"
        for name, kind in kinds.items()
        if isinstance(kind, type) and issubclass(kind, pydantic.BaseModel)
        for field in kind.model_fields
    }
    assert len(fields) > 200
    assert fields - described == set()


def test_every_error_is_described_with_each_of_its_attributes(site: Path) -> None:
    page = (site / "reference" / "errors" / "index.html").read_text()
    kinds = [
        kind
        for name in errors.__all__
        if isinstance(kind := getattr(errors, name), type) and issubclass(kind, NotifyError)
    ]
    begins = {kind: page.index(f'id="{kind.__module__}.{kind.__name__}"') for kind in kinds}
    for kind, begin in begins.items():
        end = min((each for each in begins.values() if each > begin), default=len(page))
        described = text_of(page[begin:end])
        names = {name for base in kind.__mro__ if issubclass(base, NotifyError) for name in vars(base)}
        names |= {name for base in kind.__mro__ if issubclass(base, NotifyError) for name in base.__annotations__}
        attributes = {name for name in names if not name.startswith("_") and not callable(getattr(kind, name, None))}
        assert attributes >= {"code", "outcome_unknown", "status_code"}
        assert [name for name in attributes if not re.search(rf"\b{name}\b", described)] == [], kind


def test_every_command_is_described_with_each_of_its_options(site: Path) -> None:
    page = (site / "commands" / "index.html").read_text()
    described = text_of(page)
    for words, command in every_command().items():
        assert f'id="{"-".join(("notify-sdk", *words))}"' in page
        options = {each for parameter in command.params for each in parameter.opts if each.startswith("--")}
        assert [each for each in options if "completion" not in each and each not in described] == []


# the way of a newcomer


def program(page: Path) -> str:
    """The Python on a page, as its reader copies it."""
    found = re.findall(r'<div class="language-python highlight">.*?<code>(.*?)</code>', page.read_text(), re.DOTALL)
    return "\n".join(map(text_of, found))


def led_to(page: Path, words: str) -> Path:
    """The page that a link of a page's text leads to."""
    article = page.read_text().partition("<article")[2].partition("</article>")[0]
    found = re.search(rf'<a href="([^"#]+)[^"]*">{re.escape(words)}</a>', article)
    assert found, f"{page} has no link {words!r}"
    return (page.parent / found[1]).resolve() / "index.html"


def test_a_newcomer_comes_from_the_first_page_to_a_sent_message(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = site / "index.html"
    sandbox = Sandbox()
    with sandbox.serve() as server:
        # what a newcomer has who has read about keys
        keys = led_to(first, "API key")
        assert "NOTIFY_API_KEY" in text_of(keys.read_text())
        monkeypatch.setenv("NOTIFY_API_KEY", sandbox.api_key)
        monkeypatch.setenv("NOTIFY_BASE_URL", server.url)

        names: dict[str, Any] = {"__name__": "first"}
        exec(program(first), names)
        shown = capsys.readouterr().out
        assert shown.strip() in text_of(first.read_text())
        with names["client"] as client:
            template = sandbox.templates["security code"]
            client.send_sms_notification("07700 900 900", template, {"code": "1", "app": False})
        assert sandbox.inbox.latest.body == "1 is your security code."

    calls = led_to(first, "Each call by example")
    names = {"__name__": "calls"}
    exec(program(calls), names)
    assert {message.type for message in names["sandbox"].inbox} == {"sms", "email", "letter"}
    assert led_to(calls, "Client").is_file()


def test_the_next_page_leads_through_the_whole_site(site: Path) -> None:
    page, passed = site / "index.html", list[Path]()
    while page not in passed:
        passed.append(page)
        found = re.search(r'<a href="([^"]+)" class="md-footer__link md-footer__link--next"', page.read_text())
        if not found:
            break
        page = (page.parent / found[1]).resolve() / "index.html"
    assert len(passed) == sum(len(section.pages) for section in sections(ROOT))


# links


def test_no_link_leads_nowhere_and_nothing_comes_from_elsewhere(site: Path) -> None:
    assert faults(site) == []


@pytest.mark.parametrize(
    ("markup", "fault"),
    [
        ('<a href="b/">', None),
        ('<a href="b/#there">', None),
        ('<a href="https://example.com/">', None),
        ('<a href="c/">', "links to c/, which is not there"),
        ('<a href="b/#gone">', "links to b/#gone, which has no such anchor"),
        ('<a href="#gone">', "links to #gone, which has no such anchor"),
        ('<img src="gone.png">', "links to gone.png, which is not there"),
        ('<script src="https://example.com/a.js"></script>', "fetches https://example.com/a.js"),
        ('<link rel="stylesheet" href="//example.com/a.css">', "fetches //example.com/a.css"),
    ],
)
def test_a_faulty_link_is_seen(tmp_path: Path, markup: str, fault: str | None) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "index.html").write_text('<h1 id="there">')
    (tmp_path / "index.html").write_text(markup)
    assert faults(tmp_path) == ([f"index.html {fault}"] if fault else [])


def test_the_lists_for_language_models_name_every_page(site: Path) -> None:
    listed = re.findall(r"^- \[.+?\]\((.+?)\): .+$", (site / "llms.txt").read_text(), re.MULTILINE)
    assert listed == [path for section in sections(ROOT) for _, path in section.pages]
    whole = (site / "llms-full.txt").read_text()
    assert [path for path in listed if (site / path).read_text().strip() not in whole] == []
    assert "RetryPolicy(attempts: int = 4" in re.sub(r"'", "", whole)


# pictures


def test_a_picture_of_a_terminal_shows_what_the_commands_print(site: Path) -> None:
    drawn = (site / "images" / "terminal-send.svg").read_text()
    shown = text_of(drawn).replace("\xa0", " ")
    assert "Must not contain letters or symbols" in shown
    assert "4711 is your security code." in shown
    assert "url(http" not in drawn
    assert {path.name for path in site.glob("images/*.svg")} == set(pictures.TERMINALS)


def test_the_first_page_has_a_recording_of_the_whole_demo(site: Path) -> None:
    recording = (site / "index.html").read_text().partition('<div class="recording">')[2].partition("</div>")[0]
    parts = [text_of(each) for each in recording.split("</pre>")]
    assert [each.strip().splitlines()[0].rstrip(" ─") for each in parts[1:-2]] == [
        f"{number}/{len(STEPS)} {title}" for number, title in enumerate(STEPS, 1)
    ]
    assert 'did you mean\n  "date"?' in parts[2]  # what mypy says
    assert "200 people, 200 messages: one each." in parts[5]
    assert "✗" not in recording
    as_text = "\n\n".join(each.strip() for each in parts[:-1])
    assert as_text in (site / "llms-full.txt").read_text()


def test_the_page_for_wrong_addresses_leads_to_pages(site: Path) -> None:
    content = (site / "404.html").read_text().partition("This page does not exist")[2].partition("</ul>")[0]
    links = re.findall(r'href="([^"]*)"', content)
    assert len(links) == 6
    assert [link for link in links if link[:1] != "/" or not (site / f".{link}" / "index.html").is_file()] == []


# in a browser


@pytest.mark.parametrize(("width", "scheme"), list(product(WIDTHS, SCHEMES)))
@pytest.mark.parametrize("page", ["", "send/", "errors/", "command-line/", "reference/callbacks/", "404.html"])
def test_a_page_fits_its_width_and_can_be_read_by_everybody(
    address: str, browser: Any, page: str, width: int, scheme: str
) -> None:
    taken = Image.open(io.BytesIO(picture(browser, address + page, width, scheme, 700)))
    ground = taken.convert("L").getpixel((3, taken.height - 3))
    assert (ground > 200) == (scheme == "light")
    assert browser.execute_script("return document.documentElement.scrollWidth") == width
    found = Axe().run(browser, options={"resultTypes": ["violations"]})
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_the_recording_is_there_to_be_read_and_can_be_played(address: str, browser: Any) -> None:
    seen = "return [...document.querySelectorAll('.recording pre > span')].filter(e => getComputedStyle(e).opacity > 0).length"
    show_as(browser, 375, "light")  # without motion
    browser.get(address)
    every = browser.execute_script(seen)
    play = browser.find_element(By.CLASS_NAME, "recording-play")
    assert every > 60
    assert not play.is_displayed()
    show_as_usual(browser)
    WebDriverWait(browser, 30).until(lambda _: play.is_displayed())
    assert browser.execute_script(seen) == every
    browser.execute_script("arguments[0].click()", play)
    assert browser.execute_script(seen) < every
    browser.execute_script("document.getAnimations().forEach(each => each.finish())")
    assert browser.execute_script(seen) == every


FOUND = {
    "timeout": "connections/",
    "retry": "reliability/",
    "429": "errors/",
    "403": "errors/",
    "503": "errors/",
    "permanent-failure": "callbacks/",
    "trial mode": "keys/",
    "reply-to": "send/",
    "rate limit": "reliability/",
    "idempotency": "reliability/",
    "allow-list": "staging/",
    "allowlist": "staging/",
    "mock": "testing/",
    "bulk": "outbox/",
    "webhook": "callbacks/",
    "proxy": "connections/",
    "Lambda": "connections/",
    "async": "send/",
    "postcode": "recipients/",
    "Django": "django/",
    "GDPR": "privacy/",
    "PII": "privacy/",
}
"""What people search for, and the page that is to be among the first two."""


def test_search_finds(address: str, browser: Any, site: Path) -> None:
    show_as(browser, 1280, "light")
    browser.get(f"{address}?q=first")
    wait = WebDriverWait(browser, 30, poll_frequency=0.02)
    wait.until(lambda _: browser.execute_script(_FIRST_TWO))
    for word, page in FOUND.items():
        browser.execute_script(_SEARCH, "zzzz")
        wait.until(lambda _: not browser.execute_script(_FIRST_TWO))
        browser.execute_script(_SEARCH, word)
        links = wait.until(lambda _: browser.execute_script(_FIRST_TWO))
        hits = [str(link).partition("?")[0].removeprefix(address) for link in links]
        assert page in hits, word
        assert word.lower() in text_of((site / hits[0] / "index.html").read_text()).lower()


_SEARCH = """
    const field = document.querySelector(".md-search__input");
    field.value = arguments[0];
    field.dispatchEvent(new Event("keyup"));
"""
_FIRST_TWO = """
    const hits = [...document.querySelectorAll(".md-search-result__item")].slice(0, 2);
    return hits.map((hit) => hit.querySelector(".md-search-result__link").href);
"""


def test_the_index_of_the_search_has_every_page(site: Path) -> None:
    indexed = {entry["location"] for entry in json.loads((site / "search" / "search_index.json").read_text())["docs"]}
    paths = [path for section in sections(ROOT) for _, path in section.pages]
    assert {path.removesuffix(".md") + "/" for path in paths if path != "index.md"} <= indexed
