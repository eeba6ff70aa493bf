"""How strictly requests are checked, and how the validators are given it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import ValidationInfo

from notify_sdk._lazy import set_module

CheckLevel = Literal["error", "warn", "off"]


@dataclass(frozen=True, slots=True)
class Checks:
    """How strictly requests are checked before they are sent.

    The default accepts whatever any service may send. What your own service may send depends on its
    settings on the Notify website: set the same here, and the local check refuses what Notify would refuse.

    Attributes:
        level: `"error"` refuses what Notify would refuse; `"warn"` sends it all the same after a
            `CheckWarning`; `"off"` checks only what the models need.
        international_numbers: Whether texts may go to numbers outside the UK.
        landlines: Whether texts may go to UK landlines.
        international_addresses: Whether letters may go abroad.
        precompiled_letters: What becomes of a PDF of your own that Notify takes but would not print, so that the
            letter ends as `validation-failed`: `"log"` sends it and logs a warning, `"error"` refuses it as `level`
            says, `"off"` does not examine it. It is examined whole with the extra `letters`; otherwise only whether
            it is empty, too large or no PDF at all.
    """

    level: CheckLevel = "error"
    international_numbers: bool = True
    landlines: bool = True
    international_addresses: bool = True
    precompiled_letters: Literal["error", "log", "off"] = "log"


class CheckWarning(UserWarning):
    """The local check found something that Notify would refuse, and `check="warn"` is set."""


class CheckContext(NamedTuple):
    """Options passed to the validators through pydantic's validation context.

    Attributes:
        checks: How strict to be.
        shape_only: Leave out what Notify checks later than the body's shape: the address or the PDF of a
            letter, and the files of an email. The sandbox checks those in Notify's order.
        now: The present moment for `scheduled_for`; the real one if None.
    """

    checks: Checks = Checks()
    shape_only: bool = False
    now: datetime | None = None


_DEFAULT = CheckContext()


def check_context(info: ValidationInfo) -> CheckContext:
    """The context of this validation, or the default one for `model_validate` in a user's code."""
    __tracebackhide__ = True
    return info.context if isinstance(info.context, CheckContext) else _DEFAULT


set_module("notify_sdk", globals(), ("CheckWarning", "Checks"))
