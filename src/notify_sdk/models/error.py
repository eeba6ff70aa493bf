"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from notify_sdk._validation.base import Response


class ErrorEntry(Response):
    """One thing that is wrong."""

    error: str
    """The kind of error, such as BadRequestError. It does not change; decide by it."""

    message: str
    """What is wrong, for people to read. It may change."""


class ErrorBody(Response):
    """The answer to a request that Notify refuses."""

    status_code: int
    """The HTTP status of the answer."""

    errors: list[ErrorEntry]
    """Everything that is wrong, in the order in which Notify checks."""
