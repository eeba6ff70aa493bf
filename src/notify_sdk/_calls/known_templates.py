"""The templates that a client knows: found by id or name, and the version that the service was seen to use. No I/O."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from operator import attrgetter
from typing import TypeVar
from uuid import UUID

from notify_sdk._lazy import set_module
from notify_sdk._message_types import SINGULAR, MessageType
from notify_sdk._warn import warn
from notify_sdk._wire import Answer
from notify_sdk.errors import RequestValidationError

G = TypeVar("G")
T = TypeVar("T")
_NEAR = 0.6
_LISTED = 5


class TemplateVersionWarning(UserWarning):
    """Notify used another version of a template than the known one: that of its class, or of the client's `templates`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A version of a template: the one that a class was generated from.

    Attributes:
        id: Its id. A send needs nothing else.
        name: What the Notify website calls it.
        version: The version.
        body: Its text, with placeholders as `((name))`.
        subject: The subject of an email or the heading of a letter; None for a text message.
        contact_block: The sender's address in the corner of a letter, if there is one.
        also: Placeholders that the service needs values for but that are not in these texts: those of a letter's Welsh
            pages.
    """

    id: UUID
    name: str
    version: int
    body: str
    subject: str | None = None
    contact_block: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownTemplate(Source):
    """A template that a client knows.

    Attributes:
        type: What it makes.
    """

    type: MessageType = field(kw_only=True)


class KnownTemplates:
    """The templates that a client knows. It may be shared between threads.

    Args:
        templates: The templates, each with an id of its own.
    """

    def __init__(self, templates: Iterable[KnownTemplate]) -> None:
        self._by_id = {template.id: template for template in templates}
        self._by_name = defaultdict[str, list[KnownTemplate]](list)
        for template in self._by_id.values():
            self._by_name[template.name].append(template)
        self._seen = dict[UUID, int]()
        self._warned = set[tuple[UUID, int]]()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self._by_id)}>"

    def get(self, identifier: UUID) -> KnownTemplate | None:
        """The template of an id; None if it is not known."""
        return self._by_id.get(identifier)

    def is_current(self, template: KnownTemplate) -> bool:
        """Whether the service uses this version, as far as its answers have told."""
        return self._seen.get(template.id, template.version) == template.version

    def identify(self, given: G, channel: MessageType | None) -> G | UUID:
        """The id of the template that is given by its name. What is an id, or no text, stays as it is.

        Args:
            given: An id or a name.
            channel: What the template has to make, which tells templates of the same name apart; None for anything.

        Raises:
            RequestValidationError: If there is no such template, or more than one. What was given is not shown:
                it may be an argument in the wrong place.
        """
        __tracebackhide__ = True
        if not isinstance(given, str) or _is_uuid(given):
            return given
        named = self._by_name.get(given) or self._by_name.get(given.strip(), [])
        fitting = [template for template in named if channel in {None, template.type}]
        if len(fitting) == 1:
            return fitting[0].id
        if len(fitting) > 1:
            ids = ", ".join(f"{template.id} ({SINGULAR[template.type]})" for template in fitting)
            raise _refused(
                "is the name of several templates", f"give the id of one of them: {ids}", code="ambiguous_template"
            )
        if named and channel is not None:
            kinds = ", ".join(SINGULAR[template.type] for template in named)
            raise _refused(
                f"is the name of a template for another type of message: {kinds}", _OTHER_TYPE, code="template_type"
            )
        raise _refused(
            "is neither a UUID nor the name of a known template", self._near(given, channel), code="template_not_found"
        )

    def _near(self, given: str, channel: MessageType | None) -> str:
        __tracebackhide__ = True
        names = sorted({each.name for each in self._by_id.values() if channel in {None, each.type}})
        folded = {name.casefold(): name for name in names}
        near = [folded[name] for name in get_close_matches(given.strip().casefold(), folded, 3, _NEAR)]
        if near:
            return f"did you mean {' or '.join(map(repr, near))}?"
        kind = (
            "template" if channel is None else f"template of {'an' if channel == 'email' else 'a'} {SINGULAR[channel]}"
        )
        if not names:
            return f"the client knows no {kind}"
        more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
        return f"known are {', '.join(map(repr, names[:_LISTED]))}{more}"

    def watching(self, identifier: UUID, read: Callable[[Answer], T], place: str = "") -> Callable[[Answer], T]:
        """A reader of answers that also notes which version of a template the service has used.

        Args:
            identifier: The id of the template.
            read: The reader.
            place: Where in the answer the template is: `template.` in that of a send.
        """
        template = self._by_id.get(identifier)
        if template is None:
            return read
        facts = attrgetter(f"{place}id", f"{place}version")

        def watch(answer: Answer) -> T:
            __tracebackhide__ = True
            result = read(answer)
            try:
                found, version = facts(result)
            except AttributeError:  # an answer may lack both
                return result
            if found == identifier and isinstance(version, int):
                self._note_version(template, version)
            return result

        return watch

    def _note_version(self, template: KnownTemplate, version: int) -> None:
        """Notes the version that the service uses. Warns the first time that it is another one than the known."""
        self._seen[template.id] = version
        if version == template.version or (template.id, version) in self._warned:
            return
        self._warned.add((template.id, version))
        text = (
            f"the service uses version {version} of {template.name!r} ({template.id}), and the client's templates have"
            f" version {template.version}: see what has changed with `notify-sdk templates check`"
        )
        warn(TemplateVersionWarning(text))


_OTHER_TYPE = "call the method for its type"


def _is_uuid(text: str) -> bool:
    __tracebackhide__ = True
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _refused(why: str, hint: str, *, code: str) -> RequestValidationError:
    return RequestValidationError.of(f"template_id {why}", hint, code=code, field="template_id")


set_module("notify_sdk.templates", globals(), ("Source", "TemplateVersionWarning"))
