"""Django's migrations make the tables that `create_tables` makes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Inspector

from notify_sdk.outbox import Outbox, Tables

TABLES = sorted(Tables().metadata.tables)
PREDICATE = "SELECT pg_get_expr(indpred, indrelid) FROM pg_index WHERE indexrelid = CAST(:name AS regclass)"


def described(url: str) -> dict[str, Any]:
    engine = create_engine(url)
    try:
        looked = inspect(engine)
        return {
            table: {
                "columns": {each["name"]: (str(each["type"]), each["nullable"]) for each in looked.get_columns(table)},
                "primary": looked.get_pk_constraint(table)["constrained_columns"],
                "unique": _unique(looked, table),
                "indexes": _indexes(url, looked, table),
                "foreign": [
                    (each["constrained_columns"], each["referred_table"], each["referred_columns"])
                    for each in looked.get_foreign_keys(table)
                ],
            }
            for table in TABLES
        }
    finally:
        engine.dispose()


def _unique(looked: Inspector, table: str) -> list[Any]:
    return sorted(each["column_names"] for each in looked.get_unique_constraints(table))


def _indexes(url: str, looked: Inspector, table: str) -> list[Any]:
    engine = looked.engine
    found = list[Any]()
    with engine.connect() as connection:
        for each in looked.get_indexes(table):
            name = each["name"]
            if "duplicates_constraint" in each or str(name).endswith("_like"):  # Django's, for `LIKE` on a primary key
                continue
            if engine.dialect.name == "postgresql":
                where = connection.execute(text(PREDICATE), {"name": f'"{name}"'}).scalar()
            else:
                sql = connection.execute(
                    text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name}
                ).scalar()
                where = re.split(r"\bWHERE\b|$", sql or "", maxsplit=1, flags=re.IGNORECASE)[1]
            order = sorted(each.get("column_sorting", {}).items())
            found.append((each["column_names"], bool(each["unique"]), order, _plain(where)))
    return sorted(found, key=repr)


def _plain(condition: str | None) -> str:
    """A condition without quotes, brackets and the order of its parts."""
    words = re.sub(r'[()"]|::\w+', "", condition or "").strip().lower().replace("exact = 0", "not exact")
    return " and ".join(sorted(part.strip() for part in words.split(" and ")))


def test_migrations_make_the_same_tables(project: str, tmp_path: Path) -> None:
    by_django = described(project)
    engine = create_engine(project)
    with engine.begin() as connection:
        for table in ("casework_application", "notify_outbox_file", "notify_outbox_limit", "notify_outbox"):
            connection.execute(text(f"DROP TABLE {table}"))
    Outbox(engine).create_tables()
    engine.dispose()
    by_outbox = described(project)
    assert by_django.keys() == by_outbox.keys()
    for table in TABLES:
        for part in ("primary", "unique", "indexes", "foreign"):
            assert by_django[table][part] == by_outbox[table][part], (table, part)
        django, own = by_django[table]["columns"], by_outbox[table]["columns"]
        assert list(django) == list(own) or set(django) == set(own)
        for name in own:
            assert django[name][1] == own[name][1], name
            assert _type(django[name][0]) == _type(own[name][0]), name


def _type(word: str) -> str:
    """SQLite's types are only words: these mean the same there."""
    return {"BOOL": "BOOLEAN", "REAL": "FLOAT", "CHAR(32)": "UUID", "DOUBLE PRECISION": "FLOAT"}.get(
        word.upper(), word.upper()
    )


@pytest.mark.parametrize("empty_project", ["sqlite"], indirect=True)
def test_no_migration_is_missing(empty_project: str) -> None:
    call_command("makemigrations", "notify_sdk", check=True, dry_run=True, verbosity=0)
