"""The HTML of an email's body, as a preview shows it."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

from notify_sdk._characters import SPACE_BEFORE_PUNCTUATION
from notify_sdk._extras import requires

from .typography import curled

if TYPE_CHECKING:
    from collections.abc import Callable

_TEXT = "font-size: 19px; line-height: 25px; color: #0B0C0C;"
_P = f'<p style="Margin: 0 0 20px 0; {_TEXT}">'
_HEADING = 'style="Margin: 0 0 15px 0; padding: 10px 0 0 0; font-size: {size}; font-weight: bold; color: #0B0C0C;"'
_LIST = (
    '<table role="presentation" style="padding: 0 0 20px 0;"><tr><td style="font-family: Helvetica, Arial, sans-serif;">'
    '<{tag} style="Margin: 0 0 0 20px; padding: 0; list-style-type: {style};">{items}</{tag}></td></tr></table>'
)
_ITEM = '<li style="Margin: 5px 0 5px; padding: 0 0 0 5px; font-size: 19px;line-height: 25px; color: #0B0C0C;">'
_INSET = (
    '<div style="Margin: 0 0 20px 0;"><blockquote style="Margin: 0; border-left: 10px solid #B1B4B6;'
    'padding: 15px 0 0.1px 15px; font-size: 19px; line-height: 25px;">{text}</blockquote></div>'
)
_RULE = '<hr style="border: 0; height: 1px; background: #B1B4B6; Margin: 30px 0 30px 0;">'
_LINK = '<a style="word-wrap: break-word; color: #1D70B8;" href="{url}"{title}>{text}</a>'

_SCHEMES = ("http://", "https://", "mailto:", "tel:")

_BULLET = re.compile(r"^([ \t]*)[*•-](?![*-]{2,}[ \t]*$)[ \t]*(?=[^\s*-])", re.MULTILINE)
_NUMBER = re.compile(r"^([ \t]*\d+)\.[ \t]*(?=\S)(?!\d)", re.MULTILINE)
_HASHES = re.compile(r"^(#{1,6})[ \t]*(?=[^#\s])", re.MULTILINE)
_SPACED_DASH = re.compile(r"(?<=\S)[ \t]+[-–—]{1,3}[ \t]+(?=\S)")


def email_html(body: str) -> str:
    """Renders the body of an email as HTML, with the inline styles that mail programs need.

    Made with another Markdown library than Notify's. It looks the same, but is not letter for letter the
    same where Markdown itself is unclear.

    Args:
        body: The body in Notify's Markdown, with its placeholders filled in.

    Returns:
        The HTML of the body alone, without Notify's header and footer.

    Raises:
        ModuleNotFoundError: If `mistune` is not installed: `pip install "notify-sdk[sandbox]"`.
    """
    __tracebackhide__ = True
    return str(_markdown()(_prepared(body))).strip()


def _prepared(body: str) -> str:
    """The body with Notify's freer ways of writing lists, headings and insets made plain Markdown."""
    __tracebackhide__ = True
    text = body.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    text = SPACE_BEFORE_PUNCTUATION.sub("", text)
    text = _HASHES.sub(r"\1 ", _NUMBER.sub(r"\1. ", _BULLET.sub(r"\1* ", text)))
    return "\n".join(map(_inset, text.split("\n")))


def _inset(line: str) -> str:
    """A line that begins with `^` is an inset; one that begins with `>` is just that."""
    __tracebackhide__ = True
    return line.replace(">", "\\>", 1) if line.lstrip().startswith(">") else re.sub(r"^ *\^ ?", "> ", line)


@cache
def _markdown() -> Callable[[str], object]:
    with requires("sandbox", "An email as HTML"):
        import mistune

    class Renderer(mistune.HTMLRenderer):
        def text(self, text: str) -> str:
            __tracebackhide__ = True
            plain = html.unescape(text)
            return html.escape(_SPACED_DASH.sub(" – ", curled(plain)), quote=False)

        def paragraph(self, text: str) -> str:
            __tracebackhide__ = True
            return f"{_P}{text}</p>"

        def heading(self, text: str, level: int, **attributes: object) -> str:
            if level > 2:
                return self.paragraph(text)
            size = "27px; line-height: 35px" if level == 1 else "19px; line-height: 25px"
            return f"<h{level + 1} {_HEADING.format(size=size)}>{text}</h{level + 1}>"

        def list(self, text: str, ordered: bool, **attributes: object) -> str:
            __tracebackhide__ = True
            return _LIST.format(tag="ol" if ordered else "ul", style="decimal" if ordered else "disc", items=text)

        def list_item(self, text: str, **attributes: object) -> str:
            __tracebackhide__ = True
            return f"{_ITEM}{text.strip()}</li>"

        def block_text(self, text: str) -> str:
            __tracebackhide__ = True
            return text

        def block_quote(self, text: str) -> str:
            return _INSET.format(text=text)

        def thematic_break(self) -> str:
            return _RULE

        def linebreak(self) -> str:
            return "<br>"

        def softbreak(self) -> str:
            return "<br>"

        def block_code(self, code: str, info: str | None = None) -> str:
            return self.paragraph(html.escape(code.rstrip("\n"), quote=False).replace("\n", "<br>"))

        def image(self, text: str, url: str, title: str | None = None) -> str:
            return ""

        def inline_html(self, html: str) -> str:
            return self.text(html)

        def block_html(self, html: str) -> str:
            return self.paragraph(self.text(html.strip()))

        def link(self, text: str, url: str, title: str | None = None) -> str:
            if not url.lower().startswith(_SCHEMES):
                url = f"http://{url}"
            extra = f' title="{html.escape(title)}"' if title else ""
            return _LINK.format(url=html.escape(url), title=extra, text=text or html.escape(url))

    markdown = mistune.create_markdown(renderer=Renderer(), plugins=["url"])
    for rule in ("emphasis", "codespan"):  # Notify shows these as they were typed
        markdown.inline.rules.remove(rule)
    return markdown
