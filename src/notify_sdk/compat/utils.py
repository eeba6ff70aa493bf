"""Files for links in emails, as the dict that the official client makes."""

from __future__ import annotations

from notify_sdk import uploads
from notify_sdk.uploads import MAX_BYTES, Readable

__all__ = ["DOCUMENT_UPLOAD_SIZE_LIMIT", "prepare_upload"]

DOCUMENT_UPLOAD_SIZE_LIMIT: int = MAX_BYTES


def prepare_upload(
    f: Readable,
    filename: str | None = None,
    confirm_email_before_download: bool | None = None,
    retention_period: str | None = None,
) -> dict[str, str | bool | None]:
    """Prepares a file to be linked from an email, as a value of its personalisation.

    Args:
        f: The file, opened in binary mode, as bytes, or as a path; at most 2 MiB.
        filename: The name that the recipient saves it under.
        confirm_email_before_download: Whether the recipient must confirm their email address first.
        retention_period: How long it can be downloaded, such as `"26 weeks"`.

    Returns:
        A dict with `file`, in base64, and the three options.

    Raises:
        RequestValidationError: If Notify would refuse the file or an option; it is a `ValueError`.
        OSError: If there is no file at the path.
    """
    __tracebackhide__ = True
    upload = uploads.prepare_upload(f, filename, confirm_email_before_download, retention_period)
    return {
        "file": upload.file,
        "filename": upload.filename,
        "confirm_email_before_download": upload.confirm_email_before_download,
        "retention_period": upload.retention_period,
    }
