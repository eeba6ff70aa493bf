"""The answers to a browser: times that are short, files of the pages."""

from datetime import datetime, timedelta
from importlib.resources import files

import pytest

from notify_sdk.sandbox.web.responses import download, short_time, static_file, whole_time

HERE = datetime.now().astimezone().tzinfo
NOW = datetime(2026, 11, 25, 18, 2, 50, tzinfo=HERE)


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        (NOW, "18:02:50"),
        (NOW.replace(hour=0, minute=0, second=0), "00:00:00"),
        (NOW - timedelta(days=1), "24 Nov, 18:02"),
        (NOW.replace(month=1, day=2), "2 Jan, 18:02"),
        (NOW.replace(year=2025), "25 Nov 2025"),
        (NOW + timedelta(days=60), "24 Jan 2027"),
    ],
)
def test_a_time_says_no_more_than_is_needed(time, shown):
    assert short_time(time, NOW) == shown
    assert whole_time(time).startswith(f"{time.day} {time:%B %Y, %H:%M:%S}")


def test_every_file_of_the_pages_is_served_and_nothing_else():
    folder = files("notify_sdk.sandbox.web").joinpath("static")
    for file in folder.iterdir():
        assert static_file(file.name).body == file.read_bytes()
    for name in ("", ".", "..", "../pages.py", "../html/base.html", "x", "%2e%2e/pages.py"):
        assert static_file(name).status == 404


def test_pages_need_nothing_from_elsewhere():
    web = files("notify_sdk.sandbox.web")
    for file in (*web.joinpath("static").iterdir(), *web.joinpath("html").iterdir()):
        if file.name.endswith((".css", ".js", ".html")):
            text = file.read_text()
            assert "@import" not in text
            for address in ('src="http', 'href="http', "url(http", "url('http", 'url("http', 'fetch("http'):
                assert address not in text


def test_the_licence_of_the_stylesheet_comes_with_it():
    static = files("notify_sdk.sandbox.web").joinpath("static")
    assert "Permission is hereby granted" in static.joinpath("pico-LICENSE.txt").read_text()
    assert "Pico CSS" in static.joinpath("pico.css").read_text()


@pytest.mark.parametrize("name", ["a.csv", "", "ä\ud800", 'a"\r\nx: y', "../../etc/passwd"])
def test_any_name_of_a_file_makes_one_header(name):
    value = download(b"x", "text/plain", name).headers["content-disposition"]
    assert value.isascii()
    assert not set('\r\n/"') & set(value)
