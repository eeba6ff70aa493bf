"""Finds out what the columns of a recipients file are, by their names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from notify_sdk.rendering.placeholders import key

from ._csv_records import SEPARATORS, CsvFault, Record, UnreadableError, cleaned, wrong_separator
from ._error import RecipientError
from .address import PostalAddress
from .email import EmailAddress
from .phone import PhoneNumber
from .postcode import normalised_postcode

Kind: TypeAlias = Literal["sms", "email", "letter"]

_ADDRESS = [*(f"address_line_{line}" for line in range(1, 8)), "postcode"]
_RECIPIENT = {"sms": ["phone number"], "email": ["email address"], "letter": _ADDRESS}
_FEWEST_ADDRESS_COLUMNS = 3
_POWER_OF_TEN = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class _Value:
    """Columns that make one value: several of the same name make a list."""

    shown: str
    names: tuple[str, ...]
    places: tuple[int, ...]
    optional: bool

    def of(self, cells: Sequence[str]) -> str | list[str]:
        __tracebackhide__ = True
        found = list(map(cells.__getitem__, self.places))
        while len(found) > 1 and not found[0]:  # as at Notify, where a first value that is empty is replaced
            del found[0]
        return found[0] if len(found) == 1 else list(filter(None, found))

    def blank(self, cells: Sequence[str]) -> bool:
        __tracebackhide__ = True
        for place in self.places:  # noqa: SIM110 - a comprehension would show the cells in a frame of its own
            if cells[place]:
                return False
        return True


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column has which part of a row.

    Attributes:
        kind: What kind of message the rows are for.
        count: How many columns there are.
        separator: What stands between two cells.
        kept: Which cells of a row are wanted. The other places here are places among those.
        recipient: The columns of the recipient: what each is called in a request, and its place.
        shown_recipient: The names of these columns in the file.
        values: The columns of values.
        own: Names under which the recipient's columns are values, too, and their places.
    """

    kind: Kind
    count: int
    separator: str
    kept: tuple[int, ...]
    recipient: tuple[tuple[str, int], ...]
    shown_recipient: tuple[str, ...]
    values: tuple[_Value, ...]
    own: tuple[tuple[str, int], ...]

    def cells_of(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The wanted cells of a row, cleaned; an empty text for each that is not there."""
        __tracebackhide__ = True
        found = list[str]()
        for place in self.kept:
            found.append(cleaned(cells[place]) if place < len(cells) else "")
        return tuple(found)

    def address_in(self, cells: Sequence[str]) -> dict[str, str]:
        """The lines of the address, by their names in a request, of cells that are wanted and cleaned."""
        __tracebackhide__ = True
        found = dict[str, str]()
        for name, place in self.recipient:
            if cells[place]:
                found[name] = cells[place]
        return found

    def recipient_in(self, cells: Sequence[str]) -> str:
        """The phone number or email address, or the lines of the address."""
        __tracebackhide__ = True
        return "\n".join(self.address_in(cells).values())

    def values_in(self, cells: Sequence[str]) -> dict[str, str | list[str]]:
        """The values of the placeholders; those of a letter's address with them."""
        __tracebackhide__ = True
        found = dict[str, str | list[str]]()
        for name, place in self.own:
            found[name] = cells[place]
        if self.kind == "letter":
            address = self.address_in(cells)
            if "postcode" in address and not found.get("address_line_7"):
                found.pop("address_line_7", None)  # Notify would not read the postcode if this were there
            found |= address
        for value in self.values:
            if not (value.optional and value.blank(cells)):
                found |= dict.fromkeys(value.names, value.of(cells))
        return found

    def wrong_recipient(self, cells: Sequence[str]) -> str | None:
        """What is wrong with the recipient, or None."""
        __tracebackhide__ = True
        text = self.recipient_in(cells)
        if not text:
            return "the recipient is missing: fill it in, or remove the row"
        try:
            if self.kind == "letter":
                PostalAddress.from_personalisation(self.address_in(cells))
            elif self.kind == "sms":
                PhoneNumber.parse(text)
            else:
                EmailAddress.parse(text)
        except RecipientError as error:
            if self.kind == "sms" and _POWER_OF_TEN.fullmatch(text):
                return "a spreadsheet wrote the number in scientific notation: format the column as text, and enter it again"
            return f"{error.message}: {error.hint}"
        return None

    def blank(self, cells: Sequence[str]) -> tuple[str, ...]:
        """The names of the columns whose value is missing."""
        __tracebackhide__ = True
        shown = list[str]()
        for each in self.values:
            if not each.optional and each.blank(cells):
                shown.append(each.shown)
        return tuple(shown)

    def hold_another_row(self, column: int, lines: Sequence[str]) -> bool:
        """Whether the lines of a quoted cell could be parts of several rows, because of marks too many or too few.

        Its first line then has the rest of a row, with a recipient; or a later line has a row, or its beginning up to a
        separator after the recipient. Texts that people write have recipients, too, but seldom in the recipient's column.

        Args:
            column: The place of the cell in its row.
            lines: Its lines.
        """
        __tracebackhide__ = True
        of_recipient = column > 0 and column in [self.kept[place] for _, place in self.recipient]
        for number, line in enumerate(lines):
            if self.separator not in line:
                continue
            cells = line.split(self.separator)
            if of_recipient and number and len(cells) > column:
                return True  # two addresses may be one here: the first lines of one, and the last ones of another
            row = cells if number else [*[""] * column, *cells]
            end = self._end_of_recipient(row)
            if end is not None and (number == 0 or end + 1 < len(row) or len(row) >= self.count):
                return True
            if '"' in line or not cleaned(cells[0]):
                # a cell may end at a mark here, in a column that is not known: counted from the end of the row
                padded = [*[""] * (self.count - len(cells)), *cells]
                if self._end_of_recipient(padded[-self.count :]) is not None:
                    return True
        return False

    def _end_of_recipient(self, cells: Sequence[str]) -> int | None:
        """The place of the recipient's last cell, or None if there is no recipient. Of an address, the postcode is enough."""
        __tracebackhide__ = True
        wanted = self.cells_of(cells)
        filled = [(name, place) for name, place in self.recipient if wanted[place]]
        if self.kind == "letter":
            has_column = any(name == "postcode" for name, _ in self.recipient)
            for name, place in filled:
                if (name == "postcode" or not has_column) and normalised_postcode(wanted[place]) is not None:
                    return self.kept[place]
        if not filled or self.wrong_recipient(wanted) is not None:
            return None
        return max([self.kept[place] for _, place in filled])


def columns_of(
    header: Record, separator: str, kind: Kind, placeholders: Collection[str] | None, optional: Collection[str]
) -> Columns:
    """Reads the row of column names.

    Args:
        header: The first row of the file.
        separator: What stands between two cells.
        kind: What kind of message the rows are for.
        placeholders: The placeholders that the columns have to give values for. None: every column is one then.
        optional: Those of them that have a value already.

    Raises:
        UnreadableError: If there is no column for the recipient, or more than one, or none for a placeholder.
    """
    __tracebackhide__ = True
    names = [cleaned(cell) for cell in header.cells]
    while names and not names[-1]:
        names.pop()
    places = dict[str, list[int]]()
    for place, name in enumerate(names):
        if name:
            places.setdefault(key(name), []).append(place)
    shown = _shown(names)
    recipient = {key(name): name for name in _RECIPIENT[kind] if key(name) in places}
    _refuse_wrong_recipient(header, separator, kind, shown, [places[short] for short in recipient])
    wanted = _wanted(names, placeholders)
    have_a_value = {key(cleaned(name)) for name in optional}
    needless = have_a_value.union(map(key, _ADDRESS) if kind == "letter" else ())
    missing = [spelled[0] for short, spelled in wanted.items() if short not in places and short not in needless]
    if missing:
        there = _names(shown)
        faults = [
            CsvFault(header.line, (), f"no column is called {name!r}: add one; the columns are {there}")
            for name in missing
        ]
        raise UnreadableError(*faults)

    values = {short: spelled for short, spelled in wanted.items() if short in places and short not in recipient}
    kept = sorted(place for short in (*recipient, *values) for place in places[short])
    new = {place: number for number, place in enumerate(kept)}
    own = [(name, places[short][0]) for short in recipient for name in _own_names(short, kind, wanted)]
    return Columns(
        kind,
        len(names),
        separator,
        tuple(kept),
        tuple((name, new[places[short][0]]) for short, name in recipient.items()),
        tuple(shown[places[short][0]] for short in recipient),
        tuple(
            _Value(
                shown[places[short][0]],
                tuple(spelled),
                tuple(new[place] for place in places[short]),
                short in have_a_value,
            )
            for short, spelled in values.items()
        ),
        tuple((name, new[place]) for name, place in own),
    )


def _wanted(names: Iterable[str], placeholders: Collection[str] | None) -> dict[str, list[str]]:
    """The spellings of each wanted name, by the form that Notify compares."""
    wanted = dict[str, list[str]]()
    if placeholders is None:
        for name in filter(None, names):
            wanted.setdefault(key(name), [name])
        return wanted
    for name in placeholders:
        wanted.setdefault(key(cleaned(name)), []).append(name)
    return wanted


def _own_names(short: str, kind: Kind, wanted: dict[str, list[str]]) -> list[str]:
    """The name of a recipient column as a value; the lines of an address have theirs already."""
    if short not in wanted:
        return []
    return [name for name in _ADDRESS if key(name) == short] if kind == "letter" else wanted[short]


def _refuse_wrong_recipient(
    header: Record, separator: str, kind: Kind, shown: Sequence[str], found: list[list[int]]
) -> None:
    __tracebackhide__ = True
    several = [tuple(shown[place] for place in same) for same in found if len(same) > 1]
    if several:
        message = "these are columns for the same part of the recipient: keep one of them"
        raise UnreadableError(*(CsvFault(header.line, names, message) for names in several))
    if len(found) < (_FEWEST_ADDRESS_COLUMNS if kind == "letter" else 1):
        raise UnreadableError(CsvFault(header.line, (), _no_recipient(header, separator, kind, shown)))


def _no_recipient(header: Record, separator: str, kind: Kind, shown: Sequence[str]) -> str:
    __tracebackhide__ = True
    for other in SEPARATORS:
        cells = [key(cleaned(cell.strip('" '))) for cell in separator.join(header.cells).split(other)]
        if other != separator and any(key(name) in cells for name in _RECIPIENT[kind]):
            return wrong_separator(separator, other)
    if any(map(_looks_like_data, header.cells)):
        return f"the first row has no column names: add them above the rows, {_examples(kind)}"
    there = _names(shown)
    if kind == "letter":
        return f"there are fewer than 3 columns of an address, {_examples(kind)}; the columns are {there}"
    return f"no column is called {_RECIPIENT[kind][0]!r}; the columns are {there}"


def _names(shown: Sequence[str]) -> str:
    return ", ".join(map(repr, filter(None, shown)))


def _examples(kind: Kind) -> str:
    return "such as " + ("address line 1, address line 2 and postcode" if kind == "letter" else _RECIPIENT[kind][0])


def _shown(names: Sequence[str]) -> list[str]:
    """The names as a fault shows them: a number instead of a name that may be somebody's data."""
    __tracebackhide__ = True
    return [
        f"number {number}"
        if len(name) > _LONGEST_NAME or len(name.splitlines()) > 1 or _looks_like_data(name)
        else name
        for number, name in enumerate(names, 1)
    ]


def _looks_like_data(cell: str) -> bool:
    __tracebackhide__ = True
    many_digits = 7
    return "@" in cell or sum(map(str.isdigit, cell)) >= many_digits or normalised_postcode(cell) is not None
