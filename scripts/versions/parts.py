"""The parts of the package: what each depends on, and the tests that run with it."""

from __future__ import annotations

from dataclasses import dataclass

_ALWAYS = (
    *(
        "pytest",
        "pytest-xdist",
        "pytest-randomly",
        "hypothesis",
        "jsonschema[format]",
        "hypothesis-jsonschema",
        "trustme",
        "proxy.py",
    ),
    *("django", "sqlalchemy[asyncio]", "psycopg[binary]", "amqp", "limits[redis]"),
    *("aiohttp", "fpdf2", "jinja2", "mistune", "pillow", "pypdf", "pypdfium2", "pyyaml", "typer", "rich"),
)
"""What the tests of more than one part need: the sandbox over HTTP, an outbox, a callback's view."""


@dataclass(frozen=True)
class Part:
    """A part of the package that has dependencies of its own."""

    name: str
    extras: tuple[str, ...]
    """The extras of `pyproject.toml` that it is installed with."""

    shown: tuple[str, ...]
    """The packages whose versions the table names."""

    tests: tuple[str, ...]
    """The tests that run, below `tests/`."""

    tools: tuple[str, ...] = ()
    """What its tests need besides."""

    @property
    def installed(self) -> tuple[str, ...]:
        """What its tests need, in the versions of the lock."""
        return (*_ALWAYS, *self.tools)


PARTS = (
    Part(
        "core",
        (),
        ("pydantic", "httpx", "PyJWT", "phonenumbers", "sniffio", "typing-extensions"),
        ("calls", "client", "validation", "recipients", "test_payloads.py", "test_schemas.py", "test_wire.py"),
        (
            "opentelemetry-sdk",
            "opentelemetry-instrumentation-httpx",
            "flask",
            "fastapi",
            "datamodel-code-generator[ruff]",
        ),
    ),
    Part(
        "aiohttp",
        ("aiohttp",),
        ("httpx-aiohttp",),
        ("transport",),
        ("opentelemetry-sdk", "opentelemetry-instrumentation-httpx"),
    ),
    Part(
        "command line",
        ("cli",),
        ("typer", "rich", "SQLAlchemy"),
        ("cli",),
        ("uvicorn", "flask", "fastapi", "datamodel-code-generator[ruff]", "mypy", "pyright[nodejs]"),
    ),
    Part(
        "sandbox",
        ("sandbox",),
        ("aiohttp", "fpdf2", "Jinja2", "mistune", "pypdf", "pypdfium2", "PyYAML"),
        (
            "sandbox/api/test_letter_pdf.py",
            "sandbox/api/test_letter_pages.py",
            "sandbox/world",
            "sandbox/web",
            "rendering",
        ),
        ("selenium", "axe-core-python", "notifications-python-client", "grimp"),
    ),
    Part("letters", ("letters",), ("pypdf",), ("test_letter_pdf.py",)),
    Part("rate limit", ("rate",), ("limits",), ("test_rate_limit.py",)),
    Part("Django", ("django", "outbox"), ("Django", "SQLAlchemy"), ("django",)),
    Part("Flask", ("flask",), ("Flask",), ("test_flask.py",)),
    Part("FastAPI", ("fastapi",), ("FastAPI", "Starlette"), ("test_fastapi.py",)),
    Part("WTForms", ("wtforms",), ("WTForms",), ("test_wtforms.py",), ("werkzeug",)),
    Part("outbox", ("outbox",), ("SQLAlchemy",), ("outbox",), ("aiosqlite", "sentry-sdk")),
    Part("Celery", ("celery",), ("Celery", "SQLAlchemy"), ("celery", "test_errors.py")),
    Part(
        "pytest and Hypothesis", ("testing",), ("pytest", "hypothesis"), ("testing",), ("notifications-python-client",)
    ),
    Part(
        "OpenTelemetry",
        ("opentelemetry",),
        ("opentelemetry-api",),
        ("client/test_telemetry.py",),
        (
            "opentelemetry-sdk",
            "opentelemetry-instrumentation-httpx",
            "flask",
            "fastapi",
            "datamodel-code-generator[ruff]",
        ),
    ),
    Part(
        "templates", ("templates",), ("datamodel-code-generator", "typer"), ("templates",), ("mypy", "pyright[nodejs]")
    ),
)
"""In the order of the table."""
