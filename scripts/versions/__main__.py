"""`scripts/compatibility`: the tables of docs/compatibility.md."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from scripts.versions import environments
from scripts.versions.environments import FOLDER, LOCK, ROOT, CannotInstallError, Edition
from scripts.versions.parts import PARTS, Part
from scripts.versions.runs import Outcome, run_checker, run_tests

PYTHONS: dict[Edition, str] = {"lowest": "3.11", "newest": "3.13"}
RESULTS = ROOT / "results" / "compatibility"
_SHOWN = 30
_DESCRIPTION = (
    "Runs tests with other versions of what the package depends on. On two cores that others used, too, lowest and newest "
    "took half an hour each, most of it for the command line, the outbox and the core, and checkers two minutes."
)

CHECKERS = {
    "lowest": ("mypy==2.2.0", "pyright[nodejs]==1.1.400"),
    "newest": ("mypy", "pyright[nodejs]"),
}
"""Older ones, and the newest. mypy before 2.2 finds the same wrong calls, one of them under another code."""

OF_THE_TRANSPORT = (
    "client",
    "transport",
    "calls",
    "sandbox/test_transport.py",
    "sandbox/test_posting.py",
    "sandbox/test_faults.py",
    "cli/test_posting.py",
    "cli/test_diagnosis.py",
    "cli/test_doctor.py",
    "test_zip.py",
    "testing/test_network_guard.py",
    "testing/test_guard_and_proxies.py",
)
"""The tests of what sends over HTTP."""


def of_parts(edition: Edition, parts: Iterable[Part], python: str) -> bool:
    """Runs the tests of parts with the lowest or the newest versions."""
    good = True
    print(f"\n### {edition}, Python {python}\n\n| part | versions | tests |\n|---|---|---|", flush=True)
    for part in parts:
        try:
            environment = environments.prepare(edition, part, python)
        except CannotInstallError as error:
            good = False
            print(f"| {part.name} | | can't be installed |\n{error}", flush=True)
            continue
        installed = environment.versions()
        shown = ", ".join(f"{name} {installed[environments.normal(name)]}" for name in part.shown)
        outcome = run_tests(environment, part.tests, RESULTS / f"{edition}-{part.name.replace(' ', '-')}.xml")
        print(f"| {part.name} | {shown} | {outcome} |", flush=True)
        _show(outcome)
        good &= outcome.good
    return good


def of_checkers(python: str) -> bool:
    """Checks `tests/typing` with the lowest and the newest type checkers."""
    good = True
    print(f"\n### type checkers, Python {python}\n\n| | errors |\n|---|---|", flush=True)
    for name, wanted in CHECKERS.items():
        folder = FOLDER / f"checkers-{name}"
        constraints = folder / "constraints.txt"
        environments.new(folder, python)
        checkers = {re.split(r"[\[=]", each)[0] for each in wanted}
        constraints.write_text(environments.others(LOCK.read_text(), "\n".join(f"{each}==0" for each in checkers)))
        stubs = [
            "django",
            "fastapi",
            "flask",
            "wtforms",
            "sqlalchemy",
            "celery",
            "hypothesis",
            "pytest",
            "limits",
            "typer",
        ]
        stubs += ["celery-types", "types-WTForms", "types-PyYAML", "django-stubs"]
        environment = environments.install(
            folder, [*wanted, *stubs, "--requirement", "pyproject.toml", "--constraint", str(constraints)]
        )
        for checker in ("mypy", "pyright"):
            words = [checker, "tests/typing"]
            words += (
                ["--cache-dir", str(folder / "cache")]
                if checker == "mypy"
                else ["--pythonpath", str(environment.python)]
            )
            errors, output = run_checker(environment, words)
            print(f"| {checker} {environment.versions()[checker]} | {errors} |", flush=True)
            good &= errors == 0
            if errors:
                print(output[-3000:], file=sys.stderr)
    return good


def of_httpx2(python: str) -> bool:
    """Runs the tests of what sends over HTTP with httpx2 in the place of httpx. Failures are no fault: they are the table."""
    folder = FOLDER / "httpx2"
    environments.new(folder, python)
    environment = environments.install(folder, ["--requirement", str(LOCK), "httpx2"])
    (packages,) = folder.glob("lib/python*/site-packages")
    shutil.copy(Path(__file__).with_name("httpx2_alias.py"), packages / "_httpx2_alias.py")
    (packages / "_httpx2_alias.pth").write_text("import _httpx2_alias\n")
    outcome = run_tests(environment, OF_THE_TRANSPORT, RESULTS / "httpx2.xml")
    print(
        f"\n### httpx2 {environment.versions()['httpx2']} in the place of httpx, Python {python}\n\n{outcome}",
        flush=True,
    )
    _show(outcome)
    return not outcome.message


def _show(outcome: Outcome) -> None:
    for line in [*filter(None, [outcome.message]), *outcome.failed[:_SHOWN]]:
        print(f"    {line}", file=sys.stderr)
    if len(outcome.failed) > _SHOWN:
        print(f"    ... and {len(outcome.failed) - _SHOWN} more, see {RESULTS.relative_to(ROOT)}", file=sys.stderr)


def main(words: list[str]) -> int:
    """Runs what was asked for; 1 if something failed that is to work."""
    cases: dict[str, Callable[[argparse.Namespace], bool]] = {
        "lowest": lambda given: of_parts("lowest", given.parts, given.python or PYTHONS["lowest"]),
        "newest": lambda given: of_parts("newest", given.parts, given.python or PYTHONS["newest"]),
        "checkers": lambda given: of_checkers(given.python or PYTHONS["newest"]),
        "httpx2": lambda given: of_httpx2(given.python or PYTHONS["newest"]),
    }
    names = {part.name: part for part in PARTS}
    parser = argparse.ArgumentParser(prog="scripts/compatibility", description=_DESCRIPTION)
    parser.add_argument("cases", nargs="*", help=f"of {', '.join(cases)}; all of them")
    parser.add_argument(
        "--part", action="append", choices=names, help="only this part, for lowest and newest; again for more"
    )
    parser.add_argument("--python", help="another Python")
    given = parser.parse_args(words)
    if unknown := set(given.cases) - set(cases):
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    given.parts = [names[name] for name in given.part or names]
    results = [cases[name](given) for name in given.cases or cases]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
