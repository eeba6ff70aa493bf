"""The error for a recipient that Notify refuses."""

from __future__ import annotations


class RecipientError(ValueError):
    """Notify would refuse this recipient.

    Attributes:
        code: Which rule was broken, such as `"TOO_SHORT"`. It does not change.
        message: What is wrong, in Notify's own words.
        hint: What to change, in plain English. It quotes nothing of the recipient but a single character.
    """

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type[RecipientError], tuple[str, str, str]]:
        return RecipientError, (self.code, self.message, self.hint)
