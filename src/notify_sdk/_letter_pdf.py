"""What keeps a PDF of your own from being printed as a letter. The local check and the sandbox share it."""

from __future__ import annotations

import io
import logging
import pkgutil
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MAX_PAGES = 10
"""The most pages that a letter may have."""

MAX_BYTES = 5 * 1024 * 1024
"""The largest PDF that may be a letter: the limit of Notify's own clients."""

MAX_WORK = 1_000_000
"""The most bytes that are read of a PDF to examine it, each call counted as ten, and that a table may decompress to."""

MAX_DECLARED = 100_000
"""The most objects that the tables of a PDF may declare in sum, each table counted as ten."""

_WORK_OF_A_CALL = 10
_SHORT = 1024
_MARKER = b"%%EOF"
_CUT_MARKERS = (b"%%EO", b"%%E", b"%%", b"%")
"""What is left of the marker in a file that was cut off, which can be read all the same."""

_A4 = (210.0, 297.0)
_TOLERANCE = 2
_POINT = 25.4 / 72
"""The length of a PDF's point in millimetres."""


@dataclass(frozen=True, slots=True)
class PdfFault:
    """Why Notify would not print a PDF.

    Attributes:
        code: Which rule was broken. It does not change.
        message: What is wrong, in the words of Notify's website where it has any.
        hint: What to change.
    """

    code: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class LetterPdf:
    """What was found out about a PDF.

    Attributes:
        pages: How many pages it has; None if it can't be printed, or is not known: pypdf is not installed, or it would
            have been too much work to find out.
        fault: Why Notify would not print it; None if nothing was found.
    """

    pages: int | None = None
    fault: PdfFault | None = None


_UNREADABLE = "Validation failed because Notify cannot read this PDF"
_EMPTY = LetterPdf(fault=PdfFault("empty_pdf", _UNREADABLE, "the file is empty"))
_NO_PDF = LetterPdf(fault=PdfFault("not_a_pdf", _UNREADABLE, "a PDF begins with %PDF-"))
_TOO_LARGE = LetterPdf(fault=PdfFault("pdf_too_large", "File is larger than 5MB", "compress its pictures"))
_ENCRYPTED = LetterPdf(fault=PdfFault("pdf_encrypted", _UNREADABLE, "it is encrypted: save it without a password"))
_BROKEN = LetterPdf(fault=PdfFault("pdf_unreadable", _UNREADABLE, "save a new copy of the file"))
_NO_PAGES = LetterPdf(fault=PdfFault("pdf_without_pages", _UNREADABLE, "it has no pages"))

CODES = ("empty_pdf", "not_a_pdf", "pdf_too_large", "pdf_encrypted", "pdf_unreadable", "pdf_without_pages",
         "too_many_pages", "wrong_page_size")  # fmt: skip
"""The code of each fault."""


def examine(pdf: bytes) -> LetterPdf:
    """Finds out whether Notify would print a PDF, as far as that can be seen without rendering it.

    Notify prints a PDF of at most 5 MB that is not encrypted and has one to ten pages, all of them upright A4.
    Encryption and pages are only looked at where pypdf is installed, and not in a file that would take it long: this
    may be the thread of an event loop. Then neither pages nor a fault are known.
    """
    __tracebackhide__ = True
    if not pdf:
        return _EMPTY
    if not pdf.startswith(b"%PDF-"):
        return _NO_PDF
    if len(pdf) > MAX_BYTES:
        return _TOO_LARGE
    try:
        from pypdf import PdfReader
    except ModuleNotFoundError:
        return LetterPdf()
    whole = _up_to_its_end(pdf)
    if whole is None:
        return _BROKEN
    if _declares_too_much(whole):
        return LetterPdf()
    _filter_log_lines()
    quiet = _quiet.set(True)
    file = _Bounded(whole)
    try:
        with _limits():
            return _of_pages(PdfReader(file))
    except Exception as error:  # noqa: BLE001 - a broken file makes the library raise many kinds of errors
        return LetterPdf() if file.left < 0 or _is_of_a_limit(error) else _BROKEN
    finally:
        _quiet.reset(quiet)


def _up_to_its_end(pdf: bytes) -> bytes | None:
    """A PDF without what follows the marker of its end, which pypdf looks for line by line; None if there is none."""
    __tracebackhide__ = True
    text = pdf.rstrip()
    begins = max(text.rfind(b"\n"), text.rfind(b"\r")) + 1
    last = text.find(_MARKER, begins)
    if last < 0 and text.endswith(_CUT_MARKERS) and len(text) - begins < _SHORT:
        return text
    if last < 0:
        last = max(text.rfind(b"\n" + _MARKER), text.rfind(b"\r" + _MARKER)) + 1
    return text[: last + len(_MARKER)] if last > 0 else None


def _name(word: str) -> str:
    """A pattern for a name, any letter of which may be written as its number."""
    return "".join(f"(?:{letter}|(?i:[#]{ord(letter):x}))" for letter in word)


_DECLARED = re.compile(
    rf"""/(?=[SIN#])(?:(?P<table>{_name("Size")}|{_name("Index")})|{_name("N")})(?=[\s\0%\[])[\s\0]*+
    (?:\+?(?P<number>\d++)(?P<elsewhere>[\s\0]++\d++[\s\0]++R)?+|\[(?P<array>[\d\s\0+]*+)|(?P<comment>%))""".encode(),
    re.VERBOSE,
)
_LONG_ARRAY = 2000
_DIGITS = len(str(MAX_DECLARED)) + 1


def _declares_too_much(pdf: bytes) -> bool:
    """Whether a file says that its tables have many objects: compressed, a few bytes become millions of entries."""
    __tracebackhide__ = True
    work = 0
    for found in _DECLARED.finditer(pdf):
        array = found["array"] or b""
        if found["comment"] or (found["table"] and found["elsewhere"]) or len(array) > _LONG_ARRAY:
            return True  # no program that writes PDFs says it so
        work += _WORK_OF_A_CALL
        for number in re.findall(rb"[1-9]\d*", array if found["elsewhere"] else found["number"] or array):
            work += int(number[:_DIGITS])
        if work > MAX_DECLARED:
            return True
    return False


class _TooMuchWorkError(Exception):
    """A file is so large and so built that it would take long to look at."""


class _Bounded(io.BytesIO):
    """A file of which only so much is read: the library looks at each byte that it reads with Python."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self.left: int = MAX_WORK

    def read(self, size: int | None = -1, /) -> bytes:
        __tracebackhide__ = True
        found = super().read(size)
        self.left -= len(found) + _WORK_OF_A_CALL
        if self.left < 0:
            raise _TooMuchWorkError
        return found


def _limits() -> AbstractContextManager[object]:
    """Lets the library decompress only so much of each table, where its version has limits."""
    try:
        from pypdf import apply_configuration
    except ImportError:
        return nullcontext()
    return apply_configuration(
        zlib_maximum_output_length=MAX_WORK,
        lzw_maximum_output_length=MAX_WORK,
        run_length_maximum_output_length=MAX_WORK,
    )


def _is_of_a_limit(error: BaseException | None) -> bool:
    """Whether an error of the library, or one that it was made of, says that a limit was reached."""
    while error is not None:
        if type(error).__name__ == "LimitReachedError":  # which not every version has
            return True
        error = error.__cause__ or error.__context__
    return False


def _of_pages(reader: PdfReader) -> LetterPdf:
    __tracebackhide__ = True
    if reader.is_encrypted:
        return _ENCRYPTED
    count = len(reader.pages)
    if not count:
        return _NO_PAGES
    if count > MAX_PAGES:
        message = f"Validation failed because this letter is {count} pages long"
        return LetterPdf(
            fault=PdfFault("too_many_pages", message, f"a letter has at most {MAX_PAGES} pages: 5 sheets of paper")
        )
    wrong: list[str] = []
    for number, page in enumerate(reader.pages, 1):
        if not _is_upright_a4(page):
            wrong.append(str(number))
    if wrong:
        which = f"pages {', '.join(wrong[:-1])} and {wrong[-1]} are" if wrong[1:] else f"page {wrong[0]} is"
        message = f"Validation failed because {which} not A4 portrait size"
        return LetterPdf(fault=PdfFault("wrong_page_size", message, "A4 is 210 mm wide and 297 mm high"))
    return LetterPdf(count)


def _is_upright_a4(page: PageObject) -> bool:
    __tracebackhide__ = True
    size = (float(page.mediabox.width) * _POINT, float(page.mediabox.height) * _POINT)
    width, height = size if page.rotation % 180 == 0 else size[::-1]
    return isclose(width, _A4[0], abs_tol=_TOLERANCE) and isclose(height, _A4[1], abs_tol=_TOLERANCE)


_quiet: ContextVar[bool] = ContextVar("_quiet", default=False)


def _is_to_be_logged(_: logging.LogRecord) -> bool:
    return not _quiet.get()


@cache
def _filter_log_lines() -> None:
    """What the library logs of a faulty file quotes from it: its loggers are silent while a letter is examined."""
    import pypdf

    for name in _modules(pypdf.__name__, pypdf.__path__):
        logging.getLogger(name).addFilter(_is_to_be_logged)


def _modules(package: str, folders: Iterable[str]) -> Iterator[str]:
    """The names of all modules of a package. None is imported: some need packages that are not installed."""
    yield package
    for each in pkgutil.iter_modules(folders, f"{package}."):
        if each.ispkg:
            inside = [str(Path(folder, each.name.rpartition(".")[2])) for folder in folders]
            yield from _modules(each.name, inside)
        else:
            yield each.name
