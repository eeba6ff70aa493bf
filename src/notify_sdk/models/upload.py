"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from notify_sdk._validation.fields import UploadForm


class Upload(UploadForm, extra="forbid"):
    """A file to link to from an email. Make one with `prepare_upload`."""

    file: Annotated[str, Field(json_schema_extra={"contentEncoding": "base64"})]
    """The file in base64; at most 2 MB before encoding."""

    filename: str | None = None
    """The name it is saved under, with its extension."""

    confirm_email_before_download: bool | None = None
    """Whether recipients must confirm their email address first; they must, if left out."""

    retention_period: str | None = None
    """How long the file can be downloaded, such as `26 weeks`; 1 to 78 weeks."""

    is_csv: bool | None = None
    """From an earlier version of the API: give a filename instead."""
    if TYPE_CHECKING:

        def __init__(
            self,
            *,
            file: str,
            filename: str | None = None,
            confirm_email_before_download: bool | None = None,
            retention_period: str | None = None,
            is_csv: bool | None = None,
        ) -> None: ...
