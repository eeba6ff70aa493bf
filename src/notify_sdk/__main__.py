"""`notify-sdk ...`, also `python -m notify_sdk ...`."""

from __future__ import annotations

from notify_sdk._extras import install_hint


def main() -> None:
    """Runs the command line."""
    try:
        from notify_sdk.cli import app
    except ModuleNotFoundError as error:
        if error.name != "typer":
            raise
        raise SystemExit(install_hint("The command line", "cli")) from None
    app()


if __name__ == "__main__":
    main()
