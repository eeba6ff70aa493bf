"""Any file of recipients: no recipient gets the values of another row, and no fault shows a cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.recipients.csv_files import LINE_END, read, tables, written

NO_MARKS = st.text(st.sampled_from("ab1,;\n\r \t\u00a0\u200b\ufeffé'="), max_size=12)


def numbers(count: int) -> list[str]:
    return [f"0770090{number:04}" for number in range(count)]


def with_numbers(rows: Sequence[list[str]], place: int) -> list[list[str]]:
    """A header and its rows with one more column: a phone number for each row."""
    column = ["phone number", *numbers(len(rows) - 1)]
    return [[*row[:place], cell, *row[place:]] for row, cell in zip(rows, column, strict=True)]


def squeezed(text: str) -> str:
    return re.sub("[\u180e\u200b\u200c\u200d\u2060\ufeff]", "", text).replace("\u00a0", " ").strip()


@given(
    tables(),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from(",;\t|"),
    st.integers(0, 4),
)
def test_a_written_file_is_read_back_cleaned(
    rows: list[list[str]], end: str, quoted: bool, separator: str, place: int
) -> None:
    header = [f"v{number}" for number in range(len(rows[0]))]
    everybody = with_numbers([header, *rows], place)
    content = f"sep={separator}{end}" + written(everybody, end=end, separator=separator, every_cell_quoted=quoted)
    file = read(content, placeholders=header)
    assert file.faults == ()
    assert [row.recipient for row in file.rows] == numbers(len(rows))
    assert [list(row.personalisation.values()) for row in file.rows] == [[squeezed(c) for c in row] for row in rows]
    begins = [2 + len(LINE_END.findall(written(everybody[:n], end=end))) for n in range(1, len(everybody))]
    assert [row.line for row in file.rows] == begins


@given(tables(), st.integers(0, 7))
def test_a_refused_row_has_its_line_number_after_multi_line_cells(rows: list[list[str]], place: int) -> None:
    place = min(place, len(rows))
    header = [f"v{number}" for number in range(len(rows[0]))]
    everybody = [[number, *row] for row, number in zip(rows, numbers(len(rows)), strict=True)]
    everybody.insert(place, ["12", *rows[0]])
    before = written([["phone number", *header], *everybody[:place]])
    rest = written(everybody[place:])
    file = read(before + rest, placeholders=header)
    (fault,) = file.faults
    assert (fault.columns, file.rows) == (("phone number",), ())
    assert fault.line == 1 + len(LINE_END.findall(before))
    skipping = read(before + rest, placeholders=header, skip_invalid=True)
    assert [row.recipient for row in skipping.rows] == numbers(len(rows))


@settings(max_examples=500)
@given(tables(NO_MARKS), st.booleans(), st.integers(0, 4), st.data())
def test_no_row_has_values_of_another(rows: list[list[str]], quoted: bool, place: int, data: st.DataObject) -> None:
    """A row that is read from a damaged file has the recipient and the values of one row."""
    names = [f"v{number}" for number in range(len(rows[0]))]
    header, *everybody = with_numbers([names, *rows], place)
    content = written([header, *everybody], every_cell_quoted=quoted)
    at = data.draw(st.integers(content.index("\n") + 1, len(content)))
    put = data.draw(st.sampled_from(['"', '""', ",", "\n", "", "\x00", '",', ',"', '\n"', '"\n', '","']))
    content = content[:at] + put + content[at + data.draw(st.integers(0, 2)) :]
    file = read(content, placeholders=names, allow_blank=True, skip_invalid=True)
    everyone = numbers(len(rows))
    for row in file.rows:
        marks = set(re.findall(r"r(\d)r", "\n".join(map(str, row.personalisation.values()))))
        assert len(marks) <= 1
        assert row.recipient not in everyone or marks <= {str(everyone.index(row.recipient))}


@given(
    st.binary(max_size=60) | st.text(st.sampled_from('phone number,"\n\r;\t=se'), max_size=60).map(str.encode),
    st.sampled_from(["sms", "email", "letter"]),
    st.none() | st.lists(st.sampled_from(["name", "phone number", "x"]), max_size=2),
    st.booleans(),
    st.booleans(),
)
def test_any_bytes_give_rows_or_faults(
    content: bytes, kind: str, placeholders: list[str] | None, allow_blank: bool, skip_invalid: bool
) -> None:
    for start in (b"", b"phone number,email address,name\n"):
        file = read(start + content, kind, placeholders, allow_blank=allow_blank, skip_invalid=skip_invalid)
        assert file.rows or file.faults or file.skipped
        assert not (file.rows and file.faults)
        assert skip_invalid or not file.skipped


# Nothing personal is shown


@given(st.data())
def test_no_fault_and_no_repr_holds_a_cell(data: st.DataObject) -> None:
    secret = "Zyx7Qw"
    number = "07700900777"
    cells = st.sampled_from(
        [secret, number, f"{secret}@{secret}.uk", f'"{secret}', f'{secret}"', "", "SW1A 1AA", "x,y"]
    )
    kind = data.draw(st.sampled_from(["sms", "email", "letter"]))
    names = data.draw(st.sampled_from(["phone number,email address,name", "address line 1,address line 2,postcode"]))
    rows = data.draw(st.lists(st.lists(cells, max_size=4).map(",".join), min_size=1, max_size=5))
    content = "\n".join([names, *rows])
    for how in ({}, {"allow_blank": True, "skip_invalid": True}):
        file = read(content, kind, data.draw(st.sampled_from([None, [], ["name"]])), **how)
        shown = f"{file!r} {file.rows!r} {file.faults} {list(map(str, file.faults + file.skipped))}"
        assert secret not in shown
        assert number not in shown
