"""UK mobile numbers in their usual form, as nearly all are. A text message to one imports nothing of `recipients`."""

from __future__ import annotations

import re

MAX_LENGTH = 250
"""libphonenumber looks at no more characters."""

# A UK mobile number as most people write it, of the ranges that are UK mobiles throughout (and of 7700, which Notify
# takes for its numbers that reach nobody). A test holds each prefix against the metadata.
_UK_MOBILE = re.compile(r"(?:\+44|44|0)(7(?!0|6|457|509|524|781|797|829|839|911|937)[0-9]{9})")


def plain_uk_mobile(number: str) -> str | None:
    """The digits of a UK mobile number in its usual form, which any service may send to; None for any other text."""
    __tracebackhide__ = True
    found = _UK_MOBILE.fullmatch(number.replace(" ", "")) if len(number) <= MAX_LENGTH else None
    return f"44{found[1]}" if found else None
