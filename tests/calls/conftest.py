"""What the tests of calls share."""

from tests.support.refusals import unsent

__all__ = ["unsent"]
