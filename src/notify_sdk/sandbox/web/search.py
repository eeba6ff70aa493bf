"""Which messages have a text in them. Few are rendered to find out."""

from __future__ import annotations

import string
from collections.abc import Sequence
from contextlib import suppress
from uuid import UUID

from notify_sdk.sandbox.inbox import view
from notify_sdk.sandbox.world.index import records
from notify_sdk.sandbox.world.state import NotificationRecord, State, TemplateVersion

_PLAIN = frozenset(string.ascii_lowercase + string.digits)
_JOINED = "and"  # what rendering puts between the entries of a list


def with_text(state: State, messages: Sequence[NotificationRecord], wanted: str) -> list[NotificationRecord]:
    """The messages that have a text in their recipient, content, reference, id, or the name of their template.

    Args:
        state: The services of the messages.
        messages: The messages; their order is kept.
        wanted: The text, in any case.
    """
    __tracebackhide__ = True
    search = _Search(state, wanted.casefold())
    found = list[NotificationRecord]()
    for message in messages:
        if search.is_in_facts(message) or (search.may_be_in_content(message) and search.is_in_content(message)):
            found.append(message)
    return found


def of_exactly(state: State, wanted: str) -> list[NotificationRecord]:
    """The messages with exactly a recipient, reference or id, of any age: the index has these. Needs the state's lock."""
    __tracebackhide__ = True
    found = state.index.to(wanted)[::-1]
    for service in state.services:
        found += records(state.index.with_reference(service, wanted, lambda _: True))
    with suppress(ValueError):
        found += filter(None, [state.notifications.get(UUID(wanted))])
    return found


class _Search:
    def __init__(self, state: State, wanted: str) -> None:
        __tracebackhide__ = True
        self._state = state
        self._wanted = wanted
        self._characters = _PLAIN.intersection(wanted)
        self._not_in_template: dict[tuple[UUID, int], frozenset[str] | None] = {}

    def is_in_facts(self, message: NotificationRecord) -> bool:
        """Whether the text is in what needs no rendering."""
        __tracebackhide__ = True
        wanted = self._wanted
        return (
            wanted in message.to.casefold()
            or wanted in (message.reference or "").casefold()
            or wanted in str(message.id)
        )

    def may_be_in_content(self, message: NotificationRecord) -> bool:
        """Whether each letter and digit of the text is in the template or in a value, from where rendering takes them."""
        __tracebackhide__ = True
        version = message.template_id, message.template_version
        if version not in self._not_in_template:
            self._not_in_template[version] = self._missing_from(message)
        missing = self._not_in_template[version]
        if not missing:
            return True
        values = "".join(map(str, message.personalisation.values()))
        return not _is_plain(values) or missing.issubset(values.lower())

    def is_in_content(self, message: NotificationRecord) -> bool:
        """Whether the text is in the rendered message, or is in the name of its template."""
        __tracebackhide__ = True
        shown = view(self._state.services[message.service_id], message)
        wanted = self._wanted
        return (
            wanted in (shown.subject or "").casefold()
            or wanted in shown.body.casefold()
            or wanted in shown.template.casefold()
        )

    def _missing_from(self, message: NotificationRecord) -> frozenset[str] | None:
        """The letters and digits of the text that a message's template has not; None if it may make others of its own."""
        __tracebackhide__ = True
        template = self._state.services[message.service_id].template(message.template_id)
        version = template.version(message.template_version) if template else None
        text = _text_of(version) if version else ""
        return self._characters.difference(text.lower()) if _is_plain(text) else None


def _text_of(version: TemplateVersion) -> str:
    return version.name + _JOINED + (version.subject or "") + version.body


def _is_plain(text: str) -> bool:
    """Whether rendering makes no other letters or digits of a text: it has no accents, no references and nothing escaped."""
    __tracebackhide__ = True
    return text.isascii() and "&" not in text and "\\" not in text
