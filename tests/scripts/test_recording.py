"""The recording of the demo: its times, its colours, and what is HTML in it."""

from __future__ import annotations

from rich.text import Text

from scripts.website.recording import Line, as_html, as_text, with_times


def lines(*printed: tuple[float, str]) -> list[Line]:
    return [Line(at, Text.from_ansi(text)) for at, text in printed]


def test_it_waits_no_longer_than_is_worth_it_and_between_the_parts() -> None:
    parts = with_times(lines((0.5, "a"), (20.5, "b"), (20.5, ""), (20.75, "c")))
    assert [[(each.at, each.text.plain) for each in part] for part in parts] == [
        [(0.5, "a"), (1.5, "b")],
        [(3.25, "c")],
    ]


def test_it_is_text_with_colours_and_times() -> None:
    parts = with_times(lines((0, "\x1b[1;32m✓ <b>\x1b[0m & c"), (0, ""), (0, "d")))
    assert as_html(parts) == (
        '<div class="recording">\n'
        '<pre><span style="--at: 0.0s"><span style="color: #78dc8c; text-decoration-color: #78dc8c; font-weight: bold">'
        "✓ &lt;b&gt;</span> &amp; c</span></pre>\n"
        '<pre><span style="--at: 1.5s">d</span></pre>\n'
        "</div>"
    )
    assert as_text(parts) == "```text\n✓ <b> & c\n\nd\n```"
