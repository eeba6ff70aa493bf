"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from notify_sdk._statuses import is_notification_status

from .callback import ComplaintCallback, DeliveryReceipt, ReceivedTextCallback, ReturnedLetterCallback
from .email import EmailContent, SanitisedValue, SendEmailRequest, SendEmailResponse
from .error import ErrorBody, ErrorEntry
from .letter import (
    LetterAddress,
    LetterContent,
    LetterPersonalisation,
    SendLetterRequest,
    SendLetterResponse,
    SendPrecompiledLetterRequest,
    SendPrecompiledLetterResponse,
)
from .notification import (
    EmailCostDetails,
    EmailNotification,
    LetterCostDetails,
    LetterNotification,
    Links,
    Notification,
    NotificationList,
    NotificationsQuery,
    SentNotification,
    SmsCostDetails,
    SmsNotification,
)
from .received_text import ReceivedText, ReceivedTextList, ReceivedTextsQuery
from .send import SendResponse
from .sms import SendSmsRequest, SendSmsResponse, SmsContent
from .template import (
    EmailTemplate,
    EmailTemplatePreview,
    LetterTemplate,
    LetterTemplatePreview,
    Placeholder,
    SentTemplate,
    SmsTemplate,
    SmsTemplatePreview,
    StoredTemplate,
    Template,
    TemplateList,
    TemplatePreview,
    TemplatePreviewRequest,
    TemplatesQuery,
)
from .upload import Upload
from .values import LetterPostage, NotificationStatus, TemplateType

__all__ = [
    "ComplaintCallback",
    "DeliveryReceipt",
    "EmailContent",
    "EmailCostDetails",
    "EmailNotification",
    "EmailTemplate",
    "EmailTemplatePreview",
    "ErrorBody",
    "ErrorEntry",
    "LetterAddress",
    "LetterContent",
    "LetterCostDetails",
    "LetterNotification",
    "LetterPersonalisation",
    "LetterPostage",
    "LetterTemplate",
    "LetterTemplatePreview",
    "Links",
    "Notification",
    "NotificationList",
    "NotificationStatus",
    "NotificationsQuery",
    "Placeholder",
    "ReceivedText",
    "ReceivedTextCallback",
    "ReceivedTextList",
    "ReceivedTextsQuery",
    "ReturnedLetterCallback",
    "SanitisedValue",
    "SendEmailRequest",
    "SendEmailResponse",
    "SendLetterRequest",
    "SendLetterResponse",
    "SendPrecompiledLetterRequest",
    "SendPrecompiledLetterResponse",
    "SendResponse",
    "SendSmsRequest",
    "SendSmsResponse",
    "SentNotification",
    "SentTemplate",
    "SmsContent",
    "SmsCostDetails",
    "SmsNotification",
    "SmsTemplate",
    "SmsTemplatePreview",
    "StoredTemplate",
    "Template",
    "TemplateList",
    "TemplatePreview",
    "TemplatePreviewRequest",
    "TemplateType",
    "TemplatesQuery",
    "Upload",
    "is_notification_status",
]
