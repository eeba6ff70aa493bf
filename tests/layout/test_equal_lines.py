"""No six lines in a row are written twice.

Signatures and docstrings don't count: a reader of one method, and an editor, need them whole.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from tests.layout.drawing import ROOT

PACKAGE = ROOT / "src" / "notify_sdk"
RUN = 6
Pair = tuple[str, str]


def written() -> list[Path]:
    """The files that are written by hand."""
    files = sorted(PACKAGE.rglob("*.py"))
    by_hand = [path for path in files if not path.read_text().startswith(("# Generated", "# generated"))]
    return [path for path in by_hand if path.relative_to(PACKAGE).parts[0] != "models"]


def code(source: str) -> list[tuple[int, str]]:
    """The lines that count, with their numbers: no signatures, docstrings, imports, comments, lone brackets, blanks."""
    left_out = set[int]()
    for node in ast.walk(ast.parse(source)):
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if text or isinstance(node, ast.Import | ast.ImportFrom):
            assert isinstance(node, ast.stmt)
            left_out |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            left_out |= set(range(node.lineno, node.body[0].lineno))
    lines = ((number, line.strip()) for number, line in enumerate(source.splitlines(), 1) if number not in left_out)
    return [(number, line) for number, line in lines if re.search(r"\w", line) and not line.startswith("#")]


def equal_runs(sources: dict[str, str]) -> dict[Pair, list[Pair]]:
    """Where six lines in a row are equal: for each pair of files the places, such as `a.py:3`."""
    places = defaultdict[tuple[str, ...], list[tuple[str, int]]](list)
    for name, source in sources.items():
        lines = code(source)
        for first in range(len(lines) - RUN + 1):
            run = lines[first : first + RUN]
            places[tuple(line for _, line in run)].append((name, run[0][0]))
    found = defaultdict[Pair, list[Pair]](list)
    for same in places.values():
        for (one, at), (other, there) in combinations(same, 2):
            found[one, other].append((f"{one}:{at}", f"{other}:{there}"))
    return dict(found)


def test_no_six_lines_are_written_twice() -> None:
    assert equal_runs({path.relative_to(PACKAGE).as_posix(): path.read_text() for path in written()}) == {}


def test_equal_runs_are_seen_whatever_stands_between() -> None:
    lines = [f"value_{number} = {number}" for number in range(RUN)]
    spaced = "\n\n# why\n".join(lines)
    assert equal_runs({"a.py": "\n".join(lines), "b.py": spaced}) == {("a.py", "b.py"): [("a.py:1", "b.py:1")]}
    assert equal_runs({"a.py": "\n".join(lines), "b.py": "\n".join(lines[1:])}) == {}


def test_signatures_and_docstrings_do_not_count() -> None:
    lines = "\n".join(f"    argument_{number}: int," for number in range(RUN))
    shared = f'(\n{lines}\n) -> None:\n    """Does it.\n\n{lines}\n    """\n'
    assert equal_runs({"a.py": f"def one{shared}", "b.py": f"def other{shared}"}) == {}
