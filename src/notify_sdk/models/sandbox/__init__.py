"""Generated from schema/ by `scripts/generate`. Do not edit: change the schema and generate again."""

from .world import (
    World,
    WorldApiKey,
    WorldCallback,
    WorldCallbacks,
    WorldConfig,
    WorldDailyLimits,
    WorldEmailFile,
    WorldLetterContact,
    WorldNotification,
    WorldReceivedText,
    WorldReplyTo,
    WorldService,
    WorldSmsSender,
    WorldTemplate,
    WorldTemplateVersion,
    WorldUser,
)

__all__ = [
    "World",
    "WorldApiKey",
    "WorldCallback",
    "WorldCallbacks",
    "WorldConfig",
    "WorldDailyLimits",
    "WorldEmailFile",
    "WorldLetterContact",
    "WorldNotification",
    "WorldReceivedText",
    "WorldReplyTo",
    "WorldService",
    "WorldSmsSender",
    "WorldTemplate",
    "WorldTemplateVersion",
    "WorldUser",
]
