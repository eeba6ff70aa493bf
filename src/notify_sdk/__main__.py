"""`notify-sdk ...`, also `python -m notify_sdk ...`."""

from __future__ import annotations


def main() -> None:
    """Runs the command line."""
    try:
        from notify_sdk.cli import app
    except ModuleNotFoundError as error:
        if error.name not in {"typer", "rich"}:
            raise
        raise SystemExit('The command line needs a few more packages: pip install "notify-sdk[cli]"') from None
    app()


if __name__ == "__main__":
    main()
