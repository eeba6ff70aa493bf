"""Reads the bytes of a CSV file as records: text cells, and the line on which each record begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath
from typing import IO, NamedTuple

from notify_sdk._characters import INVISIBLE, NO_BREAK

LONGEST_CELL = 131_072
"""The most characters of a cell: with more, Notify cannot read the file."""

_CHUNK = 65_536
_LONGEST_LINE = 4_194_304
_SEPARATOR_LINE = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "the sign |"}
"""What can stand between two cells, and what it is called."""
_INSIDE = re.compile(r'[^"]*(?:""[^"]*)*')
_REMOVED = {**dict.fromkeys(map(ord, INVISIBLE)), **dict.fromkeys(map(ord, NO_BREAK), " ")}

_SAVE = 'open it in your spreadsheet program and save it as "CSV UTF-8"'
_KINDS = {
    b"PK\x03\x04": "a spreadsheet or another zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook (.xls)",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"\xff\xfe": 'a text in UTF-16, such as Excel\'s "Unicode Text"',
    b"\xfe\xff": 'a text in UTF-16, such as Excel\'s "Unicode Text"',
}
_ZIPPED = {b"opendocument.spreadsheet": "an OpenDocument spreadsheet (.ods)", b"xl/": "an Excel workbook (.xlsx)"}
_NAMES = {
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls"), "an Excel workbook"),
    **dict.fromkeys((".ods", ".fods"), "an OpenDocument spreadsheet"),
    ".numbers": "a Numbers spreadsheet",
}


@dataclass(frozen=True, slots=True)
class CsvFault:
    """A fault in a recipients file: what is wrong, and what to do.

    Its `str` has all of it. It contains no cell of the file.

    Attributes:
        line: The line of the file, counted from 1: that a row begins on, or a cell whose quotation marks are wrong. None
            if it is about the whole file.
        columns: The names of the columns it is about, as the file spells them, or none.
        message: What is wrong and what to do.
        skippable: Whether it is about one row, which can be left out.
    """

    line: int | None
    columns: tuple[str, ...]
    message: str
    skippable: bool = False

    def __str__(self) -> str:
        names = ", ".join(map(repr, self.columns))
        columns = f"column{'s' if len(self.columns) > 1 else ''} {names}" if names else ""
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", columns) if part)
        return f"{place}: {self.message}" if place else self.message


class UnreadableError(Exception):
    """The file can't be read any further."""

    def __init__(self, *faults: CsvFault) -> None:
        super().__init__(*faults)
        self.faults = faults


def wrong_separator(separator: str, found: str) -> str:
    """The fault of a file with another separator than expected."""
    how = "save it with commas" if separator == "," else "remove the line sep= or the ending .tsv"
    also = ' or write "sep=" and the separator alone on a first line' if found != "," else ""
    return f"the cells are separated by {SEPARATORS[found]}, not by {SEPARATORS[separator]}: {how}{also}"


class Record(NamedTuple):
    """A row of the file as it was read.

    Attributes:
        line: The line it begins on.
        cells: Its cells, unquoted and not yet cleaned.
        several_lines: Each quoted cell that runs over several lines: its place in the row, and these lines.
    """

    line: int
    cells: list[str]
    several_lines: tuple[tuple[int, list[str]], ...]


def cleaned(text: str) -> str:
    """A cell without white space at its ends, and without zero-width characters.

    A space that does not break is an ordinary one then. (The service leaves such a space out.)
    """
    __tracebackhide__ = True
    return text.strip() if text.isascii() else text.translate(_REMOVED).strip()


def records(source: IO[bytes], name: str) -> tuple[str, Iterator[Record]]:
    """The separator of the cells, and the records of the file as they are read.

    The separator is what a first line such as `sep=;` says, a tab if the file is called `.tsv`, and else a comma.

    Args:
        source: The file.
        name: What it is called, or an empty text.

    Raises:
        UnreadableError: Here or from the iterator, if it is no CSV file in UTF-8 or its quotation marks are unbalanced.
    """
    __tracebackhide__ = True
    head = source.read(_CHUNK)
    _refuse_other_kinds(head, PurePath(name).suffix.lower())
    lines = _text_lines(source, head)
    first = next(lines, None)
    if first is None:
        return ",", iter(())
    said = _SEPARATOR_LINE.fullmatch(first[1].translate(_REMOVED))
    if not said:
        separator = "\t" if name.lower().endswith(".tsv") else ","
        return separator, _records(chain([first], lines), separator)
    if said[1] not in SEPARATORS:
        message = "the separator after sep= is not valid: it can be a comma, a semicolon, a tab or |"
        raise UnreadableError(CsvFault(1, (), message))
    return said[1], _records(lines, said[1])


def _refuse_other_kinds(head: bytes, suffix: str) -> None:
    __tracebackhide__ = True
    found = next((kind for start, kind in _KINDS.items() if head.startswith(start)), None)
    if found and head.startswith(b"PK"):
        found = next((kind for part, kind in _ZIPPED.items() if part in head), found)
    if found:
        raise UnreadableError(CsvFault(None, (), f"the file is {found}, not a CSV file: {_SAVE}"))
    if suffix in _NAMES:
        message = f"by its name ({suffix}) the file is {_NAMES[suffix]}: {_SAVE}, or rename it if it is a CSV file"
        raise UnreadableError(CsvFault(None, (), message))


def _text_lines(source: IO[bytes], head: bytes) -> Iterator[tuple[int, str]]:
    __tracebackhide__ = True
    for number, raw in enumerate(_byte_lines(source, head), 1):
        if b"\0" in raw:
            message = f"there is a NUL character, so this is not text or not in UTF-8: {_SAVE}"
            raise UnreadableError(CsvFault(number, (), message))
        if len(raw) > _LONGEST_LINE:
            message = f"the line has more than {_LONGEST_LINE:,} bytes: this is not a file of recipients"
            raise UnreadableError(CsvFault(number, (), message))
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            message = f"there is a character that is not in UTF-8: {_SAVE}"
            raise UnreadableError(CsvFault(number, (), message)) from None
        yield number, text


def _byte_lines(source: IO[bytes], head: bytes) -> Iterator[bytes]:
    __tracebackhide__ = True
    rest = b""
    chunk = head
    while chunk:
        # the last piece waits for the next chunk: it may be half a line, or \r without its \n
        *whole, rest = (rest + chunk).splitlines(keepends=True)
        yield from whole
        if len(rest) > _LONGEST_LINE:
            break
        chunk = source.read(_CHUNK)
    if rest:
        yield rest


def _records(lines: Iterator[tuple[int, str]], separator: str) -> Iterator[Record]:
    __tracebackhide__ = True
    blanks = "".join(blank for blank in " \t\v\f" + INVISIBLE + NO_BREAK if blank != separator)
    opening = re.compile(f'[{blanks}]*"')
    ending = re.compile(f"[{blanks}]*({re.escape(separator)}|[\r\n]*\\Z)")
    several_lines = False
    for number, text in lines:
        if '"' in text:
            record = _quoted_record(number, text, lines, separator, opening, ending, after_several_lines=several_lines)
            several_lines = several_lines or bool(record.several_lines)
        else:
            record = Record(number, text.rstrip("\r\n").split(separator), ())
        if len(text) > LONGEST_CELL and max(map(len, record.cells)) > LONGEST_CELL:
            message = f"a cell has more than {LONGEST_CELL:,} characters: shorten it"
            raise UnreadableError(CsvFault(number, (), message))
        yield record


def _quoted_record(
    number: int,
    text: str,
    lines: Iterator[tuple[int, str]],
    separator: str,
    opening: re.Pattern[str],
    ending: re.Pattern[str],
    *,
    after_several_lines: bool,
) -> Record:
    __tracebackhide__ = True
    cells, several_lines = list[str](), list[tuple[int, list[str]]]()
    place, line = 0, number
    while True:
        opened = opening.match(text, place)
        if opened:
            pieces, text, place = _quoted_cell(line, text, opened.end(), lines)
            ended = ending.match(text, place)
            if not ended:
                other = text[place:].strip()[:1] or "\t"
                message = wrong_separator(separator, other) if other in SEPARATORS else _MISQUOTED
                raise UnreadableError(CsvFault(line, (), message))
            if len(pieces) > 1:
                line += len(pieces) - 1
                several_lines.append((len(cells), pieces))
            cells.append("".join(pieces).replace('""', '"'))
            more, place = ended[1] == separator, ended.end()
        else:
            cell, found, _ = text[place:].partition(separator)
            if '"' in cell and (after_several_lines or several_lines):
                # With one mark too many or too few, the marks that open cells are taken for those that close them, up to
                # a mark inside such a cell: the cell of several lines may have other rows inside.
                raise UnreadableError(CsvFault(line, (), _STRAY))
            more, place = bool(found), place + len(cell) + 1
            cells.append(cell if more else cell.rstrip("\r\n"))
        if not more:
            return Record(number, cells, tuple(several_lines))


_MISQUOTED = (
    "the quotation marks of a cell that begins on this line are unbalanced: close the mark that opens the cell,"
    ' and write a mark inside of it twice ("")'
)

_STRAY = (
    "there is a quotation mark inside a cell without marks around it, below a quoted cell of several lines: remove the"
    ' mark that is too many, here or above, or put marks around this cell and write the one inside twice ("")'
)


def _quoted_cell(begun: int, text: str, place: int, lines: Iterator[tuple[int, str]]) -> tuple[list[str], str, int]:
    """The text between the quotation marks, line by line; the line on which the cell ends; the position after it."""
    __tracebackhide__ = True
    pieces = list[str]()
    length = 0
    while True:
        inside = _INSIDE.match(text, place)
        piece = inside[0] if inside else ""
        pieces.append(piece)
        place += len(piece)
        length += len(piece)
        if place < len(text):
            return pieces, text, place + 1
        following = next(lines, None)
        if following is None or length > LONGEST_CELL:
            message = "a quotation mark that opens a cell on this line is never closed: close it, or remove it"
            raise UnreadableError(CsvFault(begun, (), message))
        text, place = following[1], 0
