"""Which versions of its dependencies the package works with, seen by running tests."""
