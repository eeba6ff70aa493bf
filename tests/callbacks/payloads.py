"""What Notify posts, as its documentation and its source show it."""

RECEIPT = {
    "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
    "reference": "12345678",
    "to": "07700912345",
    "status": "delivered",
    "created_at": "2026-05-14T12:15:30Z",
    "completed_at": "2026-05-14T12:15:30Z",
    "sent_at": "2026-05-14T12:15:30Z",
    "notification_type": "sms",
    "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
    "template_version": 1,
}
RECEIVED = {
    "id": "3f98e1b4-ae9f-4e5f-bc46-e5b41eb01b1b",
    "source_number": "447700912345",
    "destination_number": "07700987654",
    "message": "Yes, I will come",
    "date_received": "2026-05-14T12:15:30Z",
}
RETURNED = {
    "notification_id": "2ccb7e08-a0e0-4b4b-8d6f-d1d2b6ee1c4d",
    "reference": None,
    "date_sent": "2026-05-14T12:15:30Z",
    "sent_by": "API",
    "template_name": "decision letter",
    "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
    "template_version": 3,
    "spreadsheet_file_name": None,
    "spreadsheet_row_number": None,
    "upload_letter_file_name": None,
}
# a letter that was sent as a PDF has no template of its own: Notify writes the text None for its id
RETURNED_PDF = {
    **RETURNED,
    "reference": "pre-delivered",
    "date_sent": "2026-11-16T09:48:00.123456Z",
    "template_name": None,
    "template_id": "None",
    "template_version": None,
}
COMPLAINT = {
    "notification_id": "740e5834-3a29-46b4-9a6f-16142fde533a",
    "complaint_id": "1e6ff2ad-5b2c-4d5a-8f0f-6f5f0a1b2c3d",
    "reference": "12345678",
    "to": "amala@example.com",
    "complaint_date": "2026-05-14T12:15:30.123456Z",
}
