"""How much of a PDF is read to examine it. The client for asyncio does so on the event loop."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import partial
from itertools import product

import pytest
from pypdf import PdfWriter
from pypdf.generic import TextStringObject

from notify_sdk import _letter_pdf
from notify_sdk._letter_pdf import MAX_BYTES, MAX_WORK, LetterPdf, examine
from notify_sdk.sandbox import Sandbox
from tests.test_letter_pdf import FAULTS, ONE, PRINTED


def whole(*parts: bytes | None) -> bytes:
    """The parts, with None for as many repetitions of the part after it as a letter may have bytes."""
    size = MAX_BYTES - sum(map(len, filter(None, parts)))
    made = list[bytes]()
    for before, part in zip((b"", *parts), parts, strict=False):
        if part is not None:
            made.append(part * (size // len(part)) if before is None else part)
    return b"".join(made)


def many_objects() -> bytes:
    writer = PdfWriter(io.BytesIO(ONE))
    for _ in range(20_000):
        writer._add_object(TextStringObject("x" * 20))
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


POINTER, MARKER = ONE.rindex(b"startxref"), ONE.rindex(b"%%EOF")
FILLERS = (
    b" ",
    b"\n",
    b"\r\n",
    b"\r \n",
    b"a\n",
    b"x",
    b"\0",
    b"x%%EOF\na",
    b"%",
    b"1",
    b"startxref\n",
    b"1 0 obj\nx\nendobj\n",
)
LARGE: dict[str, Callable[[], bytes]] = {
    f"{name}, {filler!r}": file
    for filler in FILLERS
    for name, file in {
        "at the end": partial(whole, ONE, None, filler),
        "before the marker": partial(whole, ONE[:MARKER], None, filler, ONE[MARKER:]),
        "before the pointer": partial(whole, ONE[:POINTER], None, filler, ONE[POINTER:]),
        "without a marker": partial(whole, b"%PDF-1.4\n", None, filler),
        "pointed at": partial(whole, b"%PDF-1.4\n", None, filler, b"\nstartxref\n10\n%%EOF"),
    }.items()
} | {"many objects": many_objects}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes each call of the library has read."""
    sizes = list[int]()

    class Watched(_letter_pdf._Bounded):
        def read(self, size: int | None = -1, /) -> bytes:
            at = self.tell()
            try:
                return super().read(size)
            finally:
                sizes.append(self.tell() - at)

    monkeypatch.setattr(_letter_pdf, "_Bounded", Watched)
    return sizes


@pytest.mark.parametrize("name", LARGE)
def test_a_large_file_is_read_in_part(read: list[int], name: str) -> None:
    found = examine(LARGE[name]())
    assert sum(read[:-1]) + 10 * len(read[:-1]) <= MAX_WORK
    assert found == LetterPdf() or (found.pages is None) == (found.fault is not None)


@pytest.mark.parametrize("filler", FILLERS)
def test_what_follows_the_end_is_neither_read_nor_changes_what_is_found(read: list[int], filler: bytes) -> None:
    for pdf in (*FAULTS, *PRINTED):
        if pdf.endswith(b"%%EOF\n"):
            read.clear()
            found, usual = examine(pdf), sum(read)
            read.clear()
            assert examine(whole(pdf, None, filler)) == found
            assert sum(read) == usual


PIECES = (b" ", b"\n", b"\r", b"x", b"%%EOF", b"startxref", b"256", b"%", b"%%E", b"\0")


@pytest.mark.parametrize("base", [ONE, ONE[:MARKER], ONE[: MARKER - 1]], ids=["whole", "no marker", "no line for one"])
def test_the_end_is_found_where_the_library_finds_it(monkeypatch: pytest.MonkeyPatch, base: bytes) -> None:
    files = [base + b"".join(pieces) for count in range(3) for pieces in product(PIECES, repeat=count)]
    found = list(map(examine, files))
    monkeypatch.setattr(_letter_pdf, "_up_to_its_end", bytes)
    for file, here, there in zip(files, found, map(examine, files), strict=True):
        assert here == there, file[MARKER - 20 :]


@pytest.mark.parametrize("pdf", PRINTED, ids=range(len(PRINTED)))
def test_a_letter_as_people_send_them_is_far_from_the_limit(read: list[int], pdf: bytes) -> None:
    assert examine(pdf).pages
    assert sum(read) + 10 * len(read) < MAX_WORK / 20


def test_the_sandbox_prints_what_would_take_long_as_one_page() -> None:
    sandbox = Sandbox()
    with sandbox.client() as client:
        letter = client.send_precompiled_letter_notification("r", LARGE["before the marker, b' '"]())
        sandbox.advance()  # without a warning that a package is missing
        assert client.get_notification_by_id(letter.id).status == "received"
