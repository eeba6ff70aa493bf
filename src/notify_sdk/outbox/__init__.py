"""The outbox: bulk sending, each message once, through crashes, restarts and many machines.

    outbox = Outbox("jobs.db")
    outbox.create_tables()
    outbox.add(Sms("07700 900900", template_id, {"name": "Ada"}, key="reminder-17"))
    outbox.send(client)

A message is a row of your database: added inside your own transaction, claimed before its request leaves, and settled
by what Notify answers or shows. Needs the extra `outbox`; see `docs/outbox.md`.
"""

from __future__ import annotations

try:
    import sqlalchemy as _sqlalchemy
except ModuleNotFoundError as _error:
    if _error.name != "sqlalchemy":
        raise
    raise ModuleNotFoundError(
        'The outbox needs one more package: pip install "notify-sdk[outbox]"', name="sqlalchemy"
    ) from None

from notify_sdk.outbox.errors import DatabaseError, KeyReused, OutboxError, SendingStopped
from notify_sdk.outbox.messages import Email, Letter, Message, PrecompiledLetter, Sms
from notify_sdk.outbox.outbox import Outbox
from notify_sdk.outbox.report import Row, Summary, Tally
from notify_sdk.outbox.states import State
from notify_sdk.outbox.tables import Tables

del _sqlalchemy

__all__ = [
    "DatabaseError",
    "Email",
    "KeyReused",
    "Letter",
    "Message",
    "Outbox",
    "OutboxError",
    "PrecompiledLetter",
    "Row",
    "SendingStopped",
    "Sms",
    "State",
    "Summary",
    "Tables",
    "Tally",
]
