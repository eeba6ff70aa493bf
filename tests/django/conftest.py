"""A Django project whose mail goes to a sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from uuid import UUID

import pytest

from notify_sdk.testing import NotifyInbox
from tests.django.project import with_options

TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


@pytest.fixture
def inbox(notify_inbox: NotifyInbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyInbox]:
    """What Django's mail becomes. The project's template has a place for a subject, a body and a file."""
    from notify_sdk.sandbox.world.default import _template

    numbers = count(1)
    monkeypatch.setattr(notify_inbox.sandbox, "_ids", lambda: UUID(int=next(numbers)))
    notify_inbox.sandbox.service.add_template(
        _template(TEMPLATE, "email", "mail", "((Subject))", "((body))\n\n((file))")
    )
    with with_options(template_id=TEMPLATE, file_placeholders=["file"]):
        yield notify_inbox
