import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

import notify_sdk
import notify_sdk.models.sandbox
from notify_sdk import models
from tests.callbacks.payloads import RECEIPT

FOLDER = Path(__file__).parents[1] / "schema"
FILES = {path.relative_to(FOLDER).as_posix(): json.loads(path.read_text()) for path in FOLDER.rglob("*.json")}
REGISTRY = Registry().with_resources((name, Resource.from_contents(file)) for name, file in FILES.items())
NAMES = sorted(
    re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() for file in FILES.values() for name in file["$defs"]
)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_a_schema_and_its_references_are_found_without_a_network(name):
    file = FILES[name]
    Draft202012Validator.check_schema(file)
    assert file["$id"] == name
    resolver = REGISTRY.resolver(name)
    references = set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(file)))
    for reference in {*references, *(f"#/$defs/{kind}" for kind in file["$defs"])}:
        assert isinstance(resolver.lookup(reference).contents, dict), reference


def test_a_type_of_a_file_checks_a_body_as_it_does_alone():
    in_file = Draft202012Validator({"$ref": "letter.json#/$defs/SendPrecompiledLetterRequest"}, registry=REGISTRY)
    alone = Draft202012Validator(notify_sdk.schema("send_precompiled_letter_request"))
    for postage in ("first", "europe", None):
        body = {"reference": "r", "content": "JVBERi0=", "postage": postage}
        assert in_file.is_valid(body) == alone.is_valid(body) == (postage == "first")


@pytest.mark.parametrize("name", NAMES)
def test_every_schema_is_complete_in_itself(name):
    schema = notify_sdk.schema(name)
    Draft202012Validator.check_schema(schema)
    text = json.dumps(schema)
    assert set(re.findall(r'"\$ref": "([^"]*)"', text)) == {f"#/$defs/{kind}" for kind in schema.get("$defs", {})}
    assert schema["title"] in {*models.__all__, *models.sandbox.__all__}


def test_another_validator_agrees_with_the_models():
    validator = Draft202012Validator(notify_sdk.schema("send_sms_request"))
    template_id = "7e870000-0000-4000-8000-000000000001"
    assert validator.is_valid({"phone_number": "07700900900", "template_id": template_id})
    assert not validator.is_valid({"template_id": template_id})
    assert not validator.is_valid({"phone_number": "07700900900", "template_id": template_id, "colour": "red"})


def test_a_schema_with_parts_is_followed():
    validator = Draft202012Validator(notify_sdk.schema("send_letter_request"))
    letter = {"template_id": "7e870000-0000-4000-8000-000000000001", "personalisation": {"address_line_1": "A"}}
    assert [error.message for error in validator.iter_errors(letter)] == [
        "'address_line_2' is a required property",
        "'postcode' is a required property",
    ]


def test_callbacks_have_schemas_too():
    validator = Draft202012Validator(notify_sdk.schema("delivery_receipt"))
    assert validator.is_valid(RECEIPT)
    assert not validator.is_valid({**RECEIPT, "id": None})


def test_a_schema_is_the_callers_to_change():
    notify_sdk.schema("upload").clear()
    assert notify_sdk.schema("upload")["title"] == "Upload"


def test_an_unknown_name_is_met_with_the_near_ones():
    with pytest.raises(LookupError, match="there is no schema 'send_sms'; there is send_sms_"):
        notify_sdk.schema("send_sms")
    with pytest.raises(LookupError, match=f"there is {NAMES[0]}, "):
        notify_sdk.schema("")


def test_a_schema_needs_neither_pydantic_nor_httpx():
    code = (
        "import sys, notify_sdk; notify_sdk.schema('notification'); assert not {'pydantic', 'httpx'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
