"""The messages that a text is sent as."""

from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.rendering import TextMessage

TEXTS = st.text(st.sampled_from("ab €^{}ŵẁ\n"), max_size=700)


@given(TEXTS)
def test_parts_are_as_many_as_are_charged_for_and_make_up_the_text(text):
    message = TextMessage.of(text)
    assert len(message.parts) == message.fragments
    assert "".join(message.parts) == message.content
    assert all(message.parts) or not message.content


@given(st.integers(1, 900), st.sampled_from("a€ŵ"))
def test_a_part_holds_as_much_as_a_message_does(length, letter):
    message = TextMessage.of(letter * length)
    most = {"a": (160, 153), "€": (80, 76.5), "ŵ": (70, 67)}[letter]
    alone, together = most
    assert all(len(part) <= (alone if message.fragments == 1 else together + 0.5) for part in message.parts)


def test_the_parts_of_long_texts():
    assert [len(part) for part in TextMessage.of("a" * 161).parts] == [153, 8]
    assert [len(part) for part in TextMessage.of("ŵ" * 71).parts] == [67, 4]
    assert [len(part) for part in TextMessage.of("€" * 81).parts] == [76, 5]
