"""The public names of the sandbox: where they say they are from, and what became of earlier ones."""

import inspect
import typing
from datetime import UTC, datetime

import pytest

import notify_sdk.sandbox
from notify_sdk.sandbox import Sandbox
from notify_sdk.sandbox.sandbox import SandboxOptions

RECORDS = {"Notification": "NotificationRecord", "ReceivedText": "ReceivedTextRecord", "Template": "TemplateRecord"}
ATTRIBUTES = {"life": "delivery", "journal": "store"}


@pytest.mark.parametrize("name", notify_sdk.sandbox.__all__)
def test_a_public_name_says_the_package(name):
    public = getattr(notify_sdk.sandbox, name)
    if inspect.isclass(public):
        assert public.__module__ == "notify_sdk.sandbox"
        assert public.__name__ == name
    else:
        assert typing.get_origin(public) is typing.Literal


@pytest.mark.parametrize("name", RECORDS)
def test_the_earlier_name_of_a_record_is_deprecated(name):
    assert name not in notify_sdk.sandbox.__all__
    with pytest.warns(DeprecationWarning, match=f"notify_sdk.sandbox.{name} is now {RECORDS[name]}"):
        assert getattr(notify_sdk.sandbox, name) is getattr(notify_sdk.sandbox, RECORDS[name])


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_the_earlier_name_of_an_attribute_is_deprecated(name, tmp_path):
    sandbox = Sandbox(data=tmp_path / "data")
    with pytest.warns(DeprecationWarning, match=f"Sandbox.{name} is now Sandbox.{ATTRIBUTES[name]}"):
        assert getattr(sandbox, name) is getattr(sandbox, ATTRIBUTES[name])
    sandbox.close()


def test_held_is_the_deprecated_word_for_manual():
    with pytest.warns(DeprecationWarning, match='progress="held" is now called "manual"') as caught:
        sandbox = Sandbox(progress="held")
    assert sandbox.delivery.progress == "manual"
    assert caught[0].filename == __file__


def test_a_name_that_there_never_was_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = notify_sdk.sandbox.nothing
    with pytest.raises(AttributeError, match="'Sandbox' object has no attribute 'nothing'"):
        _ = Sandbox().nothing


def test_load_takes_every_option_of_a_sandbox():
    parameters = inspect.signature(Sandbox).parameters
    given = {name: each.annotation for name, each in parameters.items() if each.kind is each.KEYWORD_ONLY}
    assert given == {name: each.__forward_arg__ for name, each in SandboxOptions.__annotations__.items()}


def test_load_passes_every_option_on(tmp_path):
    Sandbox().dump(tmp_path / "world.json")

    def post(url, headers, body):
        return 200

    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    sandbox = Sandbox.load(
        tmp_path / "world.json",
        clock=lambda: noon,
        page_size=7,
        progress="timed",
        magic_recipients=True,
        post=post,
        pdf=lambda _: b"%PDF-own",
    )
    assert (sandbox.clock(), sandbox.state.settings.page_size) == (noon, 7)
    assert (sandbox.delivery.progress, sandbox.faults.magic_recipients) == ("timed", True)
    assert sandbox.callbacks._post is post
    with sandbox.client() as client:
        values = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA", "name": "A"}
        values |= {"reference": "1", "decision": "x"}
        letter = client.send_letter_notification(sandbox.templates["decision letter"], values)
    assert sandbox.pdf(sandbox.state.notifications[letter.id]) == b"%PDF-own"
