"""Writes a module of templates, and loads it. Writing needs the extra `templates`."""

from __future__ import annotations

import json
import runpy
import warnings
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from notify_sdk._calls.known_templates import Source
from notify_sdk._extras import requires
from notify_sdk._message_types import SINGULAR
from notify_sdk.models import LetterTemplate as StoredLetter
from notify_sdk.models import SmsTemplate as StoredText
from notify_sdk.models import TemplateList
from notify_sdk.rendering import key

from .base import GENERATED_NAMES, EmailMessage, TemplateMessage
from .fields import Field, fields_of
from .literals import docstring, multiline, text_literal
from .naming import StoredTemplate, class_names, field_names

_MARK = '"""The service\'s templates. Written by `notify-sdk templates pull`'
_HEADER = f'''\
{_MARK}: do not edit, pull again."""
# ruff: noqa: PGH004
# ruff: noqa
# fmt: off

'''
_JINJA = ("ruff.toml", "pydantic_v2/BaseModel.jinja2")
"""How generated modules look: files of this package, below `jinja/`."""

_PACKAGE = "notify_sdk.templates"
_BASES = {"sms": "SmsMessage", "email": "EmailMessage", "letter": "LetterMessage"}


def generate_module(
    templates: TemplateList,
    *,
    known: Mapping[str, type[TemplateMessage]] | None = None,
    sanitise: Iterable[str] = (),
) -> str:
    """The source of a module with one class for each template, sorted by name.

    The same templates make the same text, in whatever order they come.

    Args:
        templates: All templates of a service.
        known: The classes of the earlier module, by name. They keep their names, unless one is the name of a base by
            now, and those of emails their `SANITISE_CONTENT_FOR`.
        sanitise: Names of placeholders whose values come from untrusted people. Emails that have them sanitise them.

    Returns:
        The source, formatted; write it to a file with the suffix `.py`.

    Raises:
        ModuleNotFoundError: The extra `templates` is not installed.
        ValueError: The generator made something that is not Python.
    """
    if not templates.templates:
        return _HEADER.rstrip("\n") + "\n"
    known = known or {}
    names = class_names(templates.templates, {str(each.TEMPLATE.id): name for name, each in known.items()})
    unsafe = {key(name) for name in sanitise}
    by_id = {each.TEMPLATE.id: each for each in known.values()}
    models = [
        _Model(name, template, by_id.get(template.id) or known.get(name), unsafe)
        for template in templates.templates
        for name in [names[str(template.id)]]
    ]
    text = _HEADER + _generated(sorted(models, key=lambda model: model.class_name))
    try:
        compile(text, "the generated module", "exec")
    except SyntaxError as error:
        raise ValueError(f"the generated module is not valid Python: {error}") from None
    return text


def is_generated(path: Path) -> bool:
    """Whether a file begins as `templates pull` writes it. Comments may come before. The file is not run.

    Raises:
        OSError: The file can't be read.
    """
    with path.open(encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                return line.startswith(_MARK)
    return False


def load_module(path: Path) -> dict[str, type[TemplateMessage]]:
    """Loads the classes of a generated module.

    Runs the file, as an import does. A module that 0.1 wrote is loaded without a warning.

    Args:
        path: The file, which `generate_module` or `notify-sdk templates pull` wrote.

    Returns:
        The classes of messages by their names.

    Raises:
        ValueError: The file can't be run.
        OSError: The file can't be read.
    """
    path.stat()
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", r"notify_sdk\.templates\.\w+ is now", DeprecationWarning)
            names = runpy.run_path(str(path))
    except (Exception, SystemExit) as error:
        raise ValueError(f"{path} can't be imported: {type(error).__name__}: {error}") from error
    return classes_in(names)


def classes_in(names: Mapping[str, object]) -> dict[str, type[TemplateMessage]]:
    """The classes of templates among the names of a module."""
    return {
        name: each
        for name, each in names.items()
        if isinstance(each, type) and issubclass(each, TemplateMessage) and "TEMPLATE" in vars(each)
    }


def source_of(template: StoredTemplate) -> Source:
    """The facts of a template that its class keeps."""
    letter = template if isinstance(template, StoredLetter) else None
    subject = None if isinstance(template, StoredText) else template.subject
    contact_block = letter.letter_contact_block if letter else None
    texts = (contact_block, subject, template.body)
    shown = {key(each.name) for each in fields_of(texts, (), letter=False)}
    return Source(
        id=template.id,
        name=template.name,
        version=template.version,
        body=template.body,
        subject=subject,
        contact_block=contact_block,
        also=tuple(sorted(name for name in template.personalisation if key(name) not in shown)),
    )


class _Model:
    """A class to generate: its JSON Schema, and what a schema can't express."""

    def __init__(
        self, class_name: str, template: StoredTemplate, before: type[TemplateMessage] | None, unsafe: set[str]
    ) -> None:
        self.class_name = class_name
        self.base = _BASES[template.type]
        self._type = template.type
        self._source = source_of(template)
        texts = (self._source.contact_block, self._source.subject, self._source.body)
        self._fields = fields_of(texts, self._source.also, letter=template.type == "letter")
        self.fields = field_names(each.name for each in self._fields)
        if before and issubclass(before, EmailMessage):
            unsafe = unsafe | {key(name) for name in before.SANITISE_CONTENT_FOR}
        self._sanitise = tuple(
            each.name for each in self._fields if template.type == "email" and key(each.name) in unsafe
        )

    @property
    def schema(self) -> dict[str, object]:
        return {
            "type": "object",
            "properties": {
                each.name: {"customTypePath": f"{_PACKAGE}.{self._value_type(each)}"} for each in self._fields
            },
            "required": [each.name for each in self._fields],
        }

    def _value_type(self, placeholder: Field) -> str:
        if placeholder.text is not None:
            return "Flag"
        return "EmailValue" if self._type == "email" else "Value"

    @property
    def extra(self) -> dict[str, object]:
        source = self._source
        head = f"{SINGULAR[self._type].capitalize()} “{source.name}”, version {source.version}."
        subject = "" if source.subject is None else f"{source.subject}\n\n"
        return {
            "docstring": docstring(f"{head}\n\n{subject}{source.body}"),
            "source": self._source_literal(),
            "sanitise": self._sanitise and repr(self._sanitise),
            "notes": {each.name: docstring(self._note(each)) for each in self._fields if self._note(each)},
        }

    def _note(self, placeholder: Field) -> str:
        if placeholder.text is not None:
            return f"Whether to show: {placeholder.text.strip()}"
        return "" if self.fields[placeholder.name] == placeholder.name else f"(({placeholder.name}))"

    def _source_literal(self) -> str:
        source = self._source
        lines = [f'id=UUID("{source.id}")', f"name={text_literal(source.name)}", f"version={source.version}"]
        lines += [f"subject={text_literal(source.subject)}"] if source.subject is not None else []
        lines += [f"contact_block={multiline(source.contact_block)}"] if source.contact_block is not None else []
        lines += [f"body={multiline(source.body)}"]
        lines += [f"also={source.also!r}"] if source.also else []
        return "Source(" + "".join(f"{line}, " for line in lines) + ")"


def _generated(models: list[_Model]) -> str:
    with requires("templates", "Writing a module of templates"):
        from datamodel_code_generator import generate
        from datamodel_code_generator.enums import DataModelType, InputFileType
        from datamodel_code_generator.format import Formatter, PythonVersion

    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {model.class_name: model.schema for model in models},
    }
    with _look() as look:
        text = generate(
            json.dumps(schema),
            input_file_type=InputFileType.JsonSchema,
            output_model_type=DataModelType.PydanticV2BaseModel,
            target_python_version=PythonVersion.PY_311,
            base_class=f"{_PACKAGE}.SmsMessage",
            base_class_map={model.class_name: f"{_PACKAGE}.{model.base}" for model in models},
            aliases={
                f"{model.class_name}.{name}": field
                for model in models
                for name, field in model.fields.items()
                if name != field
            },
            use_serialization_alias=True,
            use_annotated=True,
            use_exact_imports=True,
            skip_root_model=True,
            keep_model_order=True,
            additional_imports=["uuid.UUID", *(f"{_PACKAGE}.{name}" for name in GENERATED_NAMES)],
            custom_template_dir=look,
            extra_template_data=defaultdict(dict, {model.class_name: model.extra for model in models}),
            custom_file_header="#",
            formatters=[Formatter.RUFF_CHECK, Formatter.RUFF_FORMAT],
            settings_path=look,
        )
    if not isinstance(text, str):
        raise TypeError("the generator made more than one module")
    return text.removeprefix("#").strip("\n") + "\n"


@contextmanager
def _look() -> Generator[Path]:
    """A folder with the templates of the generator, which reads them by path: the package may be in an archive."""
    from importlib.resources import files

    with TemporaryDirectory() as folder:
        for name in _JINJA:
            copy = Path(folder, name)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(files("notify_sdk.templates").joinpath("jinja", *name.split("/")).read_bytes())
        yield Path(folder)
