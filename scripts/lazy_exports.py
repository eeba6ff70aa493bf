"""Makes the package of the generated models import each of its files when a model of it is first used.

The generator of the models calls this for each of its files, see `[tool.datamodel-codegen]` in pyproject.toml.
"""

from __future__ import annotations

import ast

from datamodel_code_generator.format import CustomCodeFormatter

START = "__all__ = ["
HEAD = """
from notify_sdk._lazy import lazy_exports

TYPE_CHECKING: bool = False  # checkers take it for true

"""
END = """
if not TYPE_CHECKING:
    __getattr__, __dir__ = lazy_exports(__name__, _MODULES)
"""


class CodeFormatter(CustomCodeFormatter):
    def apply(self, code: str) -> str:
        if START not in code or "SendSmsRequest" not in code:
            return code
        tree = ast.parse(code)
        imports = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
        modules = {each.name: f"{'.' * node.level}{node.module}" for node in imports for each in node.names}
        lines = code.splitlines(keepends=True)
        first, last = imports[0].lineno - 1, imports[-1].end_lineno
        indented = "".join(f"    {line}" for line in lines[first:last])
        exports = "".join(lines[last:])
        return f"{''.join(lines[:first])}{HEAD}if TYPE_CHECKING:\n{indented}\n_MODULES = {dict(sorted(modules.items()))}\n{exports}{END}"
