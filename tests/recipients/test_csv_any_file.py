"""Any file of recipients: no recipient gets the values of another row, and no fault shows a cell."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.recipients.csv_files import LINE_END, NUMBER, OTHER, read, tables, values, written

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


RECIPIENTS = {
    "sms": [["07700900000"], ["07700900001"], ["07700900002"], ["07700900003"]],
    "email": [["a0@x.uk"], ["a1@x.uk"], ["a2@x.uk"], ["a3@x.uk"]],
    "letter": [["r0r", "Rd", "SW1A 1AA"], ["r1r", "Rd", "SW1A 2AA"], ["r2r", "Rd", "N1 9GU"], ["r3r", "Rd", "E1 6AN"]],
}
COLUMNS = {
    "sms": ["phone number"],
    "email": ["email address"],
    "letter": ["address_line_1", "address_line_2", "postcode"],
}


@st.composite
def misquoted(draw: st.DrawFn) -> tuple[str, str, list[str]]:
    """The type of message, a file with marks too many or too few, and its placeholders.

    Line breaks and separators stand at both ends of many cells, so that a mark that opens a cell can pass for one that
    closes it, and the other way round. Each value holds the number of its row.
    """
    kind, separator = draw(st.sampled_from(sorted(COLUMNS))), draw(st.sampled_from(",;\t"))
    count, width = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    place = draw(st.integers(0, width))
    edges = st.sampled_from(["", "", "\n", separator, "\nx" + separator, "x\n", separator + "\n"])
    names = [f"v{number}" for number in range(width)]
    lines = list[list[str]]()
    for number in range(count):
        row = [draw(edges) + f"r{number}r" + draw(edges) for _ in names]
        row[place:place] = RECIPIENTS[kind][number]
        lines.append([written([[cell]], end="", separator=separator) for cell in row])
    for _ in range(draw(st.integers(1, 2))):
        row = lines[draw(st.integers(0, count - 1))]
        column = draw(st.integers(0, len(row) - 1))
        cell = row[column]
        at = draw(st.sampled_from([0, 1, len(cell) // 2, len(cell) - 1, len(cell)]))
        row[column] = cell[:at] + '"' + cell[at:] if draw(st.booleans()) else cell.replace('"', "", 1)
    header = [*names[:place], *COLUMNS[kind], *names[place:]]
    content = "\n".join(map(separator.join, [header, *lines]))
    return kind, f"sep={separator}\n{content}\n", names


@settings(max_examples=int(os.environ.get("CSV_EXAMPLES", "250")))
@given(misquoted())
@example(("sms", 'phone number,v0,v1\n07700900001,a,"r1r\n07700900002,"\nr2r","r2r"\n', ["v0", "v1"]))
@example(
    (
        "email",
        'v0,v1,email address,v2\nr0r,r0r,a0@x.uk,"r0r\n""\nr1r,"\nr1r\n",a1@x.uk,"\nx,"r1r"\n',
        ["v0", "v1", "v2"],
    )
)
@example(
    ("email", 'v0,email address,v1,v2\nr0r\n",a0@x.uk,"\nr0r\n",r0r\nr1r\n",a1@x.uk,r1r,r1r\n', ["v0", "v1", "v2"])
)
@example(("email", 'v0,email address\n"r0r,"",a0@x.uk\nr1r\n",a1@x.uk\n', ["v0"]))
@example(
    (
        "letter",
        'address_line_1,address_line_2,postcode,v0\nr0r,Rd,SW1A 1AA,\nr0r,"\nr1r,Rd",SW1A 2AA,r1r\n',
        ["v0"],
    )
)
@example(("sms", 'v0,phone number\n"\nx,r0r"",07700900000\n,r1rx\n",07700900001\n', ["v0"]))
@example(("email", 'v0,v1,email address\n,r0r\nx,",",r0rx\n",a0@x.uk\n,r1r","x\nr1r\n",a1@x.uk\n', ["v0", "v1"]))
def test_no_row_of_a_misquoted_file_has_values_of_another(file: tuple[str, str, list[str]]) -> None:
    kind, content, names = file
    for row in read(content, kind, names, allow_blank=True, skip_invalid=True).rows:
        text = "\n".join([row.recipient, *map(str, row.personalisation.values())])
        there = set(re.findall(r"r(\d)r", text))
        there |= {str(n) for n, recipient in enumerate(RECIPIENTS[kind]) if recipient[-1] in text}
        assert len(there) <= 1


@pytest.mark.parametrize(
    "cell",
    [
        "1 High Street,\nAnytown,\nKent,",
        "Dear Jo,\n\nring 07700 900123, or write.\n",
        "Ring\n07700900123",
        "Ask for\nJane Smith, 07700900123\nat nine",
        "07700900123\n07700900124",
        "\nA paragraph, with commas,\n, and one more\n",
        'The ""Crown"",\n2 High Street',
    ],
)
@pytest.mark.parametrize("header", ["phone number,v0,v1", "v0,phone number,v1", "v0,v1,phone number"])
def test_texts_of_several_lines_are_taken(cell: str, header: str) -> None:
    names = header.split(",")
    first = {"v0": f'"{cell}"', "v1": f'"{cell}"', "phone number": f'"{NUMBER}\n"'}
    second = {"v0": f'"{cell}"', "v1": "x", "phone number": OTHER}
    content = "\n".join([header, *(",".join(row[name] for name in names) for row in (first, second))])
    assert [recipient for recipient, _ in values(content, placeholders=["v0", "v1"])] == [NUMBER, OTHER]


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
