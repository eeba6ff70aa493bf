"""Applications, the texts that came in, and the outbox: one SQLite file."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from sqlalchemy import URL, Column, Integer, MetaData, Table, Text, Uuid, create_engine, select
from sqlalchemy.dialects.sqlite import insert

from notify_sdk.outbox import Outbox, Row
from notify_sdk.recipients import PhoneNumber, RecipientError

from .application import Application
from .messages import messages_about, reference_of

_tables = MetaData()
_application = Table(
    "application",
    _tables,
    Column("number", Integer, primary_key=True),
    *(Column(name, Text, nullable=False) for name in Application.model_fields),
)
_reply = Table(
    "reply",
    _tables,
    Column("number", Integer, primary_key=True),
    Column("id", Uuid, unique=True, nullable=False),
    Column("phone", Text, nullable=False),
    Column("message", Text, nullable=False),
)


class Store:
    """Keeps everything in a file. May be used from any thread.

    Attributes:
        outbox: The messages about all applications.
    """

    def __init__(self, path: Path) -> None:
        url = URL.create("sqlite", database=str(path))
        self._engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)
        self.outbox: Outbox = Outbox(self._engine)
        _tables.create_all(self._engine)
        self.outbox.create_tables()

    def add(self, application: Application) -> int:
        """Keeps an application and the messages about it, or neither. Gives the application's number."""
        with self._engine.begin() as transaction:
            statement = _application.insert().values(application.model_dump()).returning(_application.c.number)
            number = int(transaction.execute(statement).scalar_one())
            # one that Notify would refuse is shown as such, and does not keep the others back
            self.outbox.add(messages_about(number, application), within=transaction, invalid="record")
        return number

    def get(self, number: int) -> Application | None:
        """An application; None if there is none of that number."""
        with self._engine.connect() as connection:
            found = connection.execute(select(_application).where(_application.c.number == number)).one_or_none()
        return Application.model_validate(found, from_attributes=True) if found else None

    def messages(self, number: int) -> list[Row]:
        """The messages about an application, in the order in which they were added."""
        return list(self.outbox.rows(tag=reference_of(number)))

    def replied(self, text_id: UUID, phone: str, message: str) -> None:
        """Keeps a text that came in, once."""
        values = {"id": text_id, "phone": _normalised(phone), "message": message}
        with self._engine.begin() as transaction:
            transaction.execute(insert(_reply).values(values).on_conflict_do_nothing())

    def replies(self, phone: str) -> list[str]:
        """The texts that came from a phone number."""
        with self._engine.connect() as connection:
            found = select(_reply.c.message).where(_reply.c.phone == _normalised(phone)).order_by(_reply.c.number)
            return list(connection.execute(found).scalars())

    def close(self) -> None:
        """Closes the connections to the file."""
        self._engine.dispose()


def _normalised(number: str) -> str:
    """A phone number in its normal form; other senders of texts stay as they are."""
    try:
        return PhoneNumber.parse(number).normalised
    except RecipientError:
        return number
