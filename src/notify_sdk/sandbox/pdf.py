"""The PDF that stands for a letter where no maker of real ones was given."""

from __future__ import annotations

from .state import Notification

_PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>>>"
_OBJECTS = (b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", _PAGE)


def placeholder_pdf(letter: Notification) -> bytes:
    """The letter's own PDF if it was sent as one, or else a blank sheet of A4."""
    return letter.pdf or _blank()


def _blank() -> bytes:
    body, places = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(_OBJECTS, start=1):
        places.append(len(body))
        body += b"%d 0 obj%sendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(_OBJECTS) + 1
    ending = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(body))
    return body + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + ending
