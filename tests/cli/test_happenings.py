"""What happens at Notify, as callbacks."""

from __future__ import annotations

import json
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.callbacks import parse
from notify_sdk.cli.happenings import Happenings
from notify_sdk.sandbox import Sandbox

STATUSES = ("delivered", "permanent-failure", "temporary-failure", "technical-failure")
VALUES = {"code": "4711", "app": False}
ADDRESS = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH", "date": "x"}


@given(seed=st.integers(0, 2**32), page_size=st.sampled_from([2, 250]))
def test_each_is_found_once_and_only_what_notify_posts(seed: int, page_size: int) -> None:
    """Messages end in any order, while others are sent, between any two reads."""
    random, sandbox = Random(seed), Sandbox(page_size=page_size)
    client = sandbox.client()
    happenings = Happenings(client)
    open_ids, expected, found = list[object](), set[object](), list[object]()
    began = False
    for _ in range(random.randint(3, 25)):
        match random.choice(["send", "send", "end", "end", "text", "letter", "look"]):
            case "send":
                open_ids.append(
                    client.send_sms_notification("07700900123", sandbox.templates["security code"], VALUES).id
                )
            case "letter":
                letter = client.send_letter_notification(sandbox.templates["change of address"], ADDRESS)
                sandbox.finish(letter.id, "delivered")
            case "end" if open_ids:
                ended, status = open_ids.pop(random.randrange(len(open_ids))), random.choice(STATUSES)
                sandbox.finish(ended, status)  # type: ignore[arg-type]
                if began and status != "technical-failure":
                    expected.add(ended)
            case "text":
                text = sandbox.receive_text("07700900321", "Yes")
                if began:
                    expected.add(text.id)
            case "look":
                looked = happenings.look()
                assert began or looked == []
                began = True
                found += [parse(json.dumps(each.payload)).id for each in looked]  # type: ignore[union-attr]
    found += [parse(json.dumps(each.payload)).id for each in happenings.look()] if began else []  # type: ignore[union-attr]
    assert sorted(map(str, found)) == sorted(map(str, expected))
