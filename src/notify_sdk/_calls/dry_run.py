"""A send that sends nothing: checked as a send is, and filled in by Notify's preview. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar, cast
from uuid import UUID

from notify_sdk import models
from notify_sdk._calls.operations import Operation
from notify_sdk._calls.readers import reading_preview
from notify_sdk._lazy import set_module
from notify_sdk._wire import Answer
from notify_sdk.errors import ErrorDetail, RequestValidationError
from notify_sdk.rendering import qr_code_problem
from notify_sdk.rendering.render import LINK_TO_FILE, length_problem
from notify_sdk.rendering.sanitise import sanitised

Preview: TypeAlias = models.SmsTemplatePreview | models.EmailTemplatePreview | models.LetterTemplatePreview
P = TypeVar("P", bound=Preview)
P_co = TypeVar("P_co", covariant=True)

PREVIEWS: Mapping[str, type[Preview]] = {
    "send_sms_notification": models.SmsTemplatePreview,
    "send_email_notification": models.EmailTemplatePreview,
    "send_letter_notification": models.LetterTemplatePreview,
}
"""What shows the content of a message, by the name of its send."""


@dataclass(frozen=True, slots=True)
class DryRun(Generic[P_co]):
    """A send that was checked and not made: there is no message, so it has no `id`. Its `repr` does not show the text.

    Attributes:
        preview: The content that the message would have, and the template and version it is made from; None for a
            PDF of your own, which Notify has no preview of.
    """

    preview: P_co = field(repr=False)


def preview_of(operation: Operation[object], kind: type[P]) -> Operation[DryRun[P]]:
    """The call for the preview of a message. Reading its answer refuses what the send would be refused for.

    Args:
        operation: The send.
        kind: What shows the content of such a message.

    Returns:
        The call. A file is not uploaded: a link of the same form is in its place.
    """
    __tracebackhide__ = True
    values = values_of(json.loads(operation.body or b"{}"))
    for name, value in values.items():
        if isinstance(value, dict) and "file" in value:
            values[name] = LINK_TO_FILE
    template_id = str(operation.template_id)

    def read(answer: Answer) -> DryRun[P]:
        __tracebackhide__ = True
        preview = reading_preview(answer)
        if not isinstance(preview, kind):
            message = f"{preview.type} template is not suitable for {operation.path.rpartition('/')[2]} notification"
            raise _refusal("BadRequestError", message, code="template_type")
        if problem := _problem_of(preview, values):
            raise _refusal("ValidationError", problem, code="unsendable_content")
        return DryRun(preview)

    return Operation(
        "POST",
        f"/v2/template/{template_id}/preview",
        read,
        "post_template_preview",
        template_id,
        body=json.dumps({"personalisation": values}, separators=(",", ":")).encode(),
        expected=(("preview.id", UUID(template_id)),),
    )


def values_of(body: Mapping[str, object]) -> dict[str, object]:
    """The values of a send as Notify fills them in, which a preview does not sanitise."""
    __tracebackhide__ = True
    values = cast("Mapping[str, object]", body.get("personalisation") or {})
    return sanitised(values, cast("list[object]", body.get("sanitise_content_for") or []))


def _problem_of(preview: Preview, values: Mapping[str, object]) -> str | None:
    """Why Notify would not send this content, which its preview ignores."""
    __tracebackhide__ = True
    if isinstance(preview, models.LetterTemplatePreview):
        return qr_code_problem(preview.body, values)
    return length_problem(preview.type, preview.body)


def _refusal(error: str, message: str, *, code: str) -> RequestValidationError:
    return RequestValidationError([ErrorDetail(error, message, code=code)])


set_module("notify_sdk", globals(), ("DryRun",))
