"""The three types of message, and their English names."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

MessageType: TypeAlias = Literal["sms", "email", "letter"]
"""A type of message, as Notify writes it."""

SINGULAR: Mapping[str, str] = MappingProxyType({"sms": "text message", "email": "email", "letter": "letter"})
"""What one message of a type is called in English."""

PLURAL: Mapping[str, str] = MappingProxyType({"sms": "text messages", "email": "emails", "letter": "letters"})
"""What several messages of a type are called in English."""
