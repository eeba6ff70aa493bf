"""What the tests of requests and answers share."""

from tests.support.refusals import unsent

__all__ = ["unsent"]
