"""Whether the local check finds in the PDF of a letter what Notify would not print, and what it does then."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from base64 import b64encode
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

import pypdf
import pytest
from fpdf import FPDF
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PdfReadError

from notify_sdk import Checks, CheckWarning, RequestValidationError, _letter_pdf
from notify_sdk._letter_pdf import MAX_BYTES, MAX_PAGES, LetterPdf, examine
from notify_sdk.models import SendPrecompiledLetterRequest
from notify_sdk.outbox import Outbox, PrecompiledLetter
from notify_sdk.payloads import check_payload
from notify_sdk.sandbox import Sandbox
from tests.support.clients import BlockingClient

MILLIMETRE = 72 / 25.4
STRICT = Checks(precompiled_letters="error")


class Page(NamedTuple):
    """The size of a page in millimetres, and by how much it is turned."""

    width: float = 210
    height: float = 297
    rotation: int = 0

    @property
    def upright_a4(self) -> bool:
        width, height = (self.height, self.width) if self.rotation % 180 else (self.width, self.height)
        return abs(width - 210) <= 2 and abs(height - 297) <= 2


def made_of(pages: list[Page], password: str | None = None) -> bytes:
    writer = PdfWriter()
    for page in pages:
        writer.add_blank_page(page.width * MILLIMETRE, page.height * MILLIMETRE).rotate(page.rotation)
    if password:
        writer.encrypt(password)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def written(pages: int = 1, **options: Any) -> bytes:
    document = FPDF(**options)
    document.set_font("Helvetica")
    for number in range(pages):
        document.add_page()
        document.cell(text=f"page {number}")
    return bytes(document.output())


ONE = made_of([Page()])
FAULTS = {
    b"": "empty_pdf",
    b"no PDF at all": "not_a_pdf",
    b" " + ONE: "not_a_pdf",
    ONE + b" " * MAX_BYTES: "pdf_too_large",
    b"%PDF-1.4 broken": "pdf_unreadable",
    ONE[:100]: "pdf_unreadable",
    made_of([]): "pdf_without_pages",
    made_of([Page()] * (MAX_PAGES + 1)): "too_many_pages",
    written(MAX_PAGES + 1): "too_many_pages",
    made_of([Page(), Page(297, 210)]): "wrong_page_size",
    made_of([Page(148, 210)]): "wrong_page_size",
    made_of([Page(rotation=90)]): "wrong_page_size",
    written(format="A3"): "wrong_page_size",
    written(format="letter"): "wrong_page_size",
    made_of([Page()], "secret"): "pdf_encrypted",
}
CHEAP = {"empty_pdf", "not_a_pdf", "pdf_too_large"}
PRINTED = [ONE, made_of([Page()] * MAX_PAGES), made_of([Page(297, 210, 270)]), written(3)]


@pytest.fixture(params=[True, False], ids=["with pypdf", "without pypdf"])
def pypdf_is_there(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if not request.param:
        monkeypatch.setitem(sys.modules, "pypdf", None)
    return request.param


@pytest.mark.parametrize(("pdf", "code"), FAULTS.items(), ids=range(len(FAULTS)))
def test_each_fault_is_refused_where_that_is_wanted(client_kind, pypdf_is_there, pdf, code, caplog):
    sandbox = Sandbox()
    seen = pypdf_is_there or code in CHEAP

    def client(**options: Any) -> BlockingClient:
        return BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, **options)

    with client(check=STRICT) as caller:
        if seen:
            with pytest.raises(RequestValidationError) as refused:
                caller.send_precompiled_letter_notification("r", pdf)
            assert [(each.code, each.field) for each in refused.value.errors] == [(code, "content")]
            assert refused.value.errors[0].hint
        else:
            caller.send_precompiled_letter_notification("r", pdf)
    assert caplog.messages == []
    expected = pytest.warns(CheckWarning) if seen else nullcontext()
    with client(check=Checks("warn", precompiled_letters="error")) as caller, expected:
        caller.send_precompiled_letter_notification("r", pdf)


@pytest.mark.parametrize(("pdf", "code"), FAULTS.items(), ids=range(len(FAULTS)))
def test_each_fault_is_sent_and_logged_by_default(client_kind, pypdf_is_there, pdf, code, caplog):
    sandbox = Sandbox()
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport) as client:
        with caplog.at_level(logging.WARNING):
            assert client.send_precompiled_letter_notification("r", pdf).id
        logged = [record.name for record in caplog.records]
        assert logged == (["notify_sdk"] if pypdf_is_there or code in CHEAP else [])
    caplog.clear()
    for quiet in (Checks(precompiled_letters="off"), Checks("off", precompiled_letters="error")):
        with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, check=quiet) as client:
            assert client.send_precompiled_letter_notification("r", pdf).id
    assert caplog.messages == []


@pytest.mark.parametrize("pdf", PRINTED, ids=range(len(PRINTED)))
def test_what_notify_prints_is_sent_without_a_word(client_kind, pypdf_is_there, pdf, caplog):
    sandbox = Sandbox()
    with BlockingClient(client_kind, sandbox.api_key, transport=sandbox.transport, check=STRICT) as client:
        assert client.send_precompiled_letter_notification("r", pdf).id
    assert caplog.messages == []


@pytest.mark.parametrize(("pdf", "code"), FAULTS.items(), ids=range(len(FAULTS)))
def test_a_body_and_an_outbox_are_checked_alike(pdf, code, tmp_path, caplog):
    body = {"reference": "r", "content": b64encode(pdf).decode()}
    assert [each.code for each in check_payload(body, "letter", checks=STRICT)] == [code]
    assert check_payload(SendPrecompiledLetterRequest(**body)) == []
    with Outbox(f"sqlite:///{tmp_path}/strict.db", check=STRICT) as outbox:
        outbox.create_tables()
        with pytest.raises(RequestValidationError) as refused:
            outbox.add(PrecompiledLetter(pdf, reference="r"))
    assert refused.value.errors[0].code == code
    caplog.clear()
    with Outbox(f"sqlite:///{tmp_path}/strict.db") as lenient:
        lenient.add(PrecompiledLetter(pdf, reference="r"))
    assert len(caplog.messages) == 1


@pytest.mark.parametrize("content", ["a", "abcde", "éééé"])
def test_what_is_no_base64_is_refused_as_notify_refuses_it(content):
    body = {"reference": "r", "content": content}
    (found,) = check_payload(body, "letter")
    assert str(found) == "BadRequestError: Cannot decode letter content (invalid base64 encoding)"
    assert (found.code, found.field) == ("not_encoded", "content")
    # Notify decodes only what is right otherwise
    assert [each.code for each in check_payload({**body, "postage": "x"}, "letter")] == ["not_a_choice"]
    assert check_payload(body, "letter", checks=Checks("off")) == []


def sizes() -> st.SearchStrategy[Page]:
    near = st.floats(-3, 3).filter(lambda by: abs(abs(by) - 2) > 0.01)
    turned = st.sampled_from([0, 90, 180, 270])
    upright = st.builds(lambda w, h, r: Page(210 + w, 297 + h, r), near, near, turned)
    return st.just(Page()) | upright | upright.map(lambda page: Page(page.height, page.width, page.rotation))


@given(st.lists(sizes(), max_size=MAX_PAGES + 2), st.sampled_from([None, None, None, "secret"]))
@settings(max_examples=60, deadline=None)
def test_the_check_refuses_exactly_what_the_sandbox_does_not_print(pages, password):
    if not pages:
        password = None
    pdf = made_of(pages, password)
    printed = password is None and 1 <= len(pages) <= MAX_PAGES and all(page.upright_a4 for page in pages)
    assert (examine(pdf).fault is None) == printed
    assert examine(pdf).pages == (len(pages) if printed else None)
    sandbox = Sandbox()
    with sandbox.client() as client:
        letter = client.send_precompiled_letter_notification("r", pdf)
        sandbox.advance()
        status = client.get_notification_by_id(letter.id).status
    assert status == ("received" if printed else "validation-failed")
    refused = check_payload({"reference": "r", "content": b64encode(pdf).decode()}, "letter", checks=STRICT)
    assert bool(refused) == (not printed)


@given(st.binary(max_size=300), st.integers(0, len(ONE)), st.integers(0, len(ONE)))
@settings(max_examples=100, deadline=None)
def test_any_damage_is_examined_without_an_error(data, start, end):
    damaged = ONE[:start] + data + ONE[end:]
    found = examine(damaged)
    # a version of pypdf without limits reads some such files for ever, and is ended
    ended = found == LetterPdf() and not hasattr(pypdf, "apply_configuration")
    assert ended or (found.pages is None) == (found.fault is not None)


def test_nothing_of_a_faulty_file_is_logged(caplog):
    """The library's own log lines may quote from the file: they are left out while a letter is examined, and only then."""
    damaged = ONE[:-30]
    with caplog.at_level(logging.DEBUG):
        examine(damaged)
        assert caplog.records == []
        with pytest.raises(PdfReadError):
            PdfReader(io.BytesIO(damaged))
        assert caplog.records != []


BAD_TABLE = (
    b"%PDF-1.5\n4 0 obj\n<</Type/XRef/Size 5/W[1 3 1]/Root 1 0 R/Filter/FlateDecode/DecodeParms(Amala Bird 07700900900)"
    b"/Length 10>>\nstream\nx\234Amala    \nendstream\nendobj\nstartxref\n9\n%%EOF\n"
)


def test_nothing_is_logged_by_a_module_that_the_library_loads_later():
    """Each in a process of its own: what is loaded by then depends on what has run before."""
    program = (
        "import logging, sys\n"
        "logging.basicConfig(level=logging.DEBUG)\n"
        "from notify_sdk._letter_pdf import examine\n"
        f"assert examine({BAD_TABLE!r}).fault\n"
        "import pypdf.filters\n"
        "loaded = [each for each in sys.modules if each.partition('.')[0] == 'pypdf']\n"
        "assert len(loaded) > 20 and all(logging.getLogger(each).filters for each in loaded), loaded\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_every_module_of_the_library_is_silent():
    examine(ONE)
    examine(BAD_TABLE)
    root = Path(pypdf.__file__).parent
    names = {".".join(("pypdf", *file.relative_to(root).with_suffix("").parts)) for file in root.rglob("*.py")}
    for name in {each.removesuffix(".__init__") for each in names}:
        assert logging.getLogger(name).filters == [_letter_pdf._is_to_be_logged], name


def test_the_wrong_pages_are_named():
    one, several = made_of([Page(), Page(10, 10)]), made_of([Page(9, 9), Page(), Page(10, 10), Page(11, 11)])
    assert examine(one).fault.message == "Validation failed because page 2 is not A4 portrait size"
    assert examine(several).fault.message == "Validation failed because pages 1, 3 and 4 are not A4 portrait size"
