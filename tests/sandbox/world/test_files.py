"""Files of a world: their encoding and their syntax."""

import json

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.sandbox import Sandbox, WorldError
from tests.sandbox.world.refusals import SUFFIXES, refused_file, service

GOOD = 'services: {a: {name: "Ŵ"}}'


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-8-sig", "utf-8"])
def test_another_encoding_than_utf_8_is_refused(tmp_path, suffix, encoding):
    text = GOOD if suffix != ".json" else json.dumps(yaml.safe_load(GOOD), ensure_ascii=False)
    content = (
        text.replace("Ŵ", "é").encode(encoding) if encoding != "utf-16-le" else b"\xff\xfe" + text.encode(encoding)
    )
    if encoding.startswith("utf-8"):
        (tmp_path / f"w{suffix}").write_bytes(content)
        assert Sandbox.load(tmp_path / f"w{suffix}").service.name == "é"
    elif encoding == "utf-32":
        assert refused_file(tmp_path, suffix, content)
    else:
        assert (
            refused_file(tmp_path, suffix, content) == f"w{suffix} is not in UTF-8 (line 1): save it in that encoding"
        )


def test_brackets_in_a_text_do_not_count_as_nesting(tmp_path):
    (tmp_path / "w.json").write_text(json.dumps(service(name='["\\' * 200)))
    assert Sandbox.load(tmp_path / "w.json").service.name.startswith('["')


@given(st.binary() | st.text().map(str.encode) | st.text("[]{}:,&*a-<!|>\"'# \n", max_size=40).map(str.encode))
def test_any_file_is_a_world_or_is_refused(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("any")
    for suffix in SUFFIXES:
        refused_file(folder, suffix, content)


def test_invalid_yaml_is_refused(tmp_path):
    path = tmp_path / "world.yml"
    path.write_text("services: [")
    with pytest.raises(WorldError, match="is not YAML"):
        Sandbox.load(path)
