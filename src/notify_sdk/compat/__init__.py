"""The names, arguments, dict answers and errors of the official client, by way of this package's client.

For a service that wants retries, checks and the sandbox first, and types later:

    from notify_sdk.compat import NotificationsAPIClient

Its modules have the official names, too: write `notify_sdk.compat` for `notifications_python_client`.
"""

from __future__ import annotations

from notify_sdk._version import __version__

from .answers import DictAnswer
from .errors import REQUEST_ERROR_MESSAGE, REQUEST_ERROR_STATUS_CODE
from .notifications import NotificationsAPIClient
from .utils import prepare_upload

__all__ = [
    "REQUEST_ERROR_MESSAGE",
    "REQUEST_ERROR_STATUS_CODE",
    "DictAnswer",
    "NotificationsAPIClient",
    "__version__",
    "prepare_upload",
]
