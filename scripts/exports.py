"""Exports from the generated models what is written by hand and belongs beside them.

The generator of the models calls this for each of its files, see `[tool.datamodel-codegen]` in pyproject.toml.
"""

from __future__ import annotations

from datamodel_code_generator.format import CustomCodeFormatter

HOME, NAME = "notify_sdk._statuses", "is_notification_status"
START = "__all__ = ["


class CodeFormatter(CustomCodeFormatter):
    def apply(self, code: str) -> str:
        if START not in code or "NotificationStatus" not in code:
            return code
        imports, _, names = code.partition(START)
        return f'{imports}from {HOME} import {NAME}\n\n{START}"{NAME}", {names}'
