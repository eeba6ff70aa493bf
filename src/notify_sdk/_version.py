"""The version, as a literal: reading the metadata of the installed package costs 40 ms."""

__version__ = "0.2.0.dev0"
