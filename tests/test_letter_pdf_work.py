"""How much of a PDF is read to examine it. The client for asyncio does so on the event loop."""

from __future__ import annotations

import io
import tracemalloc
import zlib
from collections.abc import Callable
from functools import partial
from itertools import product

import pypdf
import pytest
from pypdf import PdfWriter
from pypdf.generic import TextStringObject

from notify_sdk import _letter_pdf
from notify_sdk._letter_pdf import MAX_BYTES, MAX_DECLARED, MAX_WORK, LetterPdf, examine
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


def compressed(entries: int, size: bytes = b"/Size %d", tables: int = 1, padding: int = 0) -> bytes:
    """A letter with compressed tables of so many entries each, and so many bytes after them."""
    made = bytearray(b"%PDF-1.5\n")
    places = list[int]()
    for number, content in enumerate((
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ), 1):  # fmt: skip
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    rows = b"".join(b"\1" + place.to_bytes(3) + b"\0" for place in places)
    table = zlib.compress(b"\0" * 5 + rows + b"\0" * (5 * (entries - 4) + padding), 9)
    before = b""
    for _ in range(tables):
        place = len(made)
        entry = b"4 0 obj\n<</Type/XRef/W[1 3 1]/Root 1 0 R/Filter/FlateDecode%b%b/Length %d>>\nstream\n%b\nendstream\nendobj\n"
        made += entry % (size.replace(b"%d", b"%d" % entries), before, len(table), table)
        before = b"/Prev %d" % place
    return bytes(made + b"startxref\n%d\n%%%%EOF\n" % place)


SPELLINGS = (
    b"/Size %d",
    b"/Size\n\0%d",
    b"/Size            %d",
    b"/Size +%d",
    b"/Size 000000000000%d",
    b"/S#69ze %d",
    b"/#53#69#7a#65 %d",
    b"/#53#69#7A#65 %d",
    b"/Size%%a comment\n%d",
    b"/Size 4/Index[0 %d]",
    b"/Size 4/Index [ 0 %d ]",
    b"/Size 4/Index\n[0 +%d]",
    b"/Size 4/#49nd#65x[0 %d]",
    b"/Size 4/Index[0" + b" " * 3000 + b"%d]",
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_tables_that_declare_many_objects_are_not_read(read: list[int], spelling: bytes) -> None:
    assert examine(compressed(MAX_DECLARED, spelling)) == LetterPdf()
    assert read == []


@pytest.mark.parametrize("size", SPELLINGS[:8])
def test_many_small_tables_are_as_much_work_as_a_large_one(read: list[int], size: bytes) -> None:
    assert examine(compressed(MAX_DECLARED // 10, size, 10)) == LetterPdf()
    assert examine(compressed(4, size, MAX_DECLARED // 10)) == LetterPdf()
    assert read == []


def test_the_size_of_a_table_that_is_said_elsewhere_is_not_looked_up(read: list[int]) -> None:
    assert examine(compressed(4, b"/Size 5 0 R")) == LetterPdf()
    assert read == []


@pytest.mark.parametrize("name", [b"/N", b"/#4e", b"/#4E"])
def test_a_stream_of_many_objects_is_not_read(read: list[int], name: bytes) -> None:
    begin, end = ONE[:POINTER], ONE[POINTER:]
    assert examine(begin + b"% <<" + name + b" 99998>>\n" + end).pages is None
    assert read == []
    assert examine(begin + b"% <<" + name + b" 9999>>\n" + end).pages == 1


@pytest.mark.parametrize(
    "other",
    [b"/N 99999 0 R", b"/Sizes 999999", b"/NumberOfN 999999", b"/Indexed 999999", b"/N/NextPage", b"/Size[255 255]"],
)
def test_what_declares_no_objects_is_no_work(other: bytes) -> None:
    assert examine(ONE[:POINTER] + b"% <<" + other + b">>\n" + ONE[POINTER:]).pages == 1


@pytest.mark.parametrize("tables", [1, 5])
@pytest.mark.parametrize("size", [each for each in SPELLINGS if b"Size%" not in each and b" " * 3000 not in each])
def test_a_compressed_table_of_a_letter_is_read(size: bytes, tables: int) -> None:
    assert examine(compressed(500, size, tables)).pages == 1


@pytest.mark.skipif(not hasattr(pypdf, "apply_configuration"), reason="this version of pypdf has no limits")
@pytest.mark.parametrize("tables", [1, 3])
def test_a_table_that_becomes_large_is_decompressed_in_part(tables: int) -> None:
    large = compressed(5, tables=tables, padding=60 * MAX_WORK)
    assert len(large) < MAX_BYTES / 10
    examine(large)  # what is imported only once
    tracemalloc.start()
    try:
        assert examine(large) == LetterPdf()
        assert tracemalloc.get_traced_memory()[1] < 10 * MAX_WORK
    finally:
        tracemalloc.stop()


def test_a_table_with_some_bytes_too_many_is_read() -> None:
    assert examine(compressed(5, padding=MAX_WORK // 2)).pages == 1


@pytest.mark.parametrize("tables", [1, 3])
def test_a_table_that_is_long_itself_is_not_called_broken(read: list[int], tables: int) -> None:
    """The library makes an error of its own of the one that ends its work."""
    assert examine(compressed(5, b"/Size %d/Title(" + b"x" * MAX_WORK + b")", tables)) == LetterPdf()
    assert sum(read[:-1]) + 10 * len(read[:-1]) <= MAX_WORK
