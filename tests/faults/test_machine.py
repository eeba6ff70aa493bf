"""Any sequence of sends and faults, against a model of what the service must hold.

In one machine each message has a reference of its own, in the other all of them share one.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from notify_sdk import NotifyError, RetryPolicy
from notify_sdk._client.waiting import without_waiting
from notify_sdk.sandbox import Fault, Sandbox
from tests.support.clients import BlockingClient, ClientKind
from tests.support.recipients import Place, people

WHERE = st.sampled_from(["POST", "GET", None])
TIMES = st.integers(1, 6)
FAULTS = st.builds(
    Fault,
    kind=st.sampled_from(["reset", "truncate", "answer"]),
    work=st.sampled_from(["done", "undone"]),
    status=st.sampled_from([500, 502, 503]),
    method=WHERE,
    times=TIMES,
) | st.builds(Fault, kind=st.sampled_from(["refuse", "answer"]), status=st.just(429), method=WHERE, times=TIMES)


class Sends(RuleBasedStateMachine):
    """What was said of each reference has to be true of the service, now and later."""

    client_kind: ClientKind = "sync"

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox()
        self.sandbox.service.rate_limit_per_minute = 10**9
        self.said: dict[str, str] = {}
        self.planned: list[Fault] = []
        self.callers = {
            reconcile: BlockingClient(
                self.client_kind,
                self.sandbox.api_key,
                transport=self.sandbox.transport,
                retry=RetryPolicy(attempts=3, reconcile=reconcile, total_seconds=10**6, unique_references=True),
            )
            for reconcile in (False, True)
        }
        self.switch = without_waiting()
        self.switch.__enter__()

    def teardown(self) -> None:
        self.switch.__exit__(None, None, None)
        for caller in self.callers.values():
            caller.__exit__(None, None, None)

    @rule(fault=FAULTS)
    def break_something(self, fault: Fault) -> None:
        self.sandbox.faults.add(fault)
        self.planned.append(fault)

    @precondition(lambda self: self.planned)
    @rule()
    def repair(self) -> None:
        self.sandbox.faults.clear()
        self.planned.clear()

    @rule(reconcile=st.booleans(), kind=st.sampled_from(["sms", "email", "letter", "precompiled"]))
    def send(self, reconcile: bool, kind: str) -> None:
        reference = f"R{len(self.said)}"
        failure = None
        try:
            sent = self.call(self.callers[reconcile], kind, reference)
        except NotifyError as error:
            failure = error
        if failure is None:
            self.said[reference] = "sent"
            (message,) = self.held(reference)
            assert (message.id, sent.reference) == (sent.id, reference)
            return
        assert self.planned, "nothing was broken"
        self.said[reference] = "unknown" if failure.outcome_unknown else "not sent"
        assert failure.reference == (reference if failure.outcome_unknown else None)
        reads_work = all(fault.method == "POST" for fault in self.planned)
        assert not (reconcile and reads_work and failure.outcome_unknown), "a reconciled send has a known outcome"

    def call(self, caller: BlockingClient, kind: str, reference: str) -> Any:
        templates = self.sandbox.templates
        values = {"name": "A", "date": "B"}
        match kind:
            case "sms":
                return caller.send_sms_notification("07700900123", templates["appointment reminder"], values, reference)
            case "email":
                values |= {"form_enclosed": "no", "link_to_file": "-"}
                return caller.send_email_notification("a@example.com", templates["document"], values, reference)
            case "letter":
                address = {"address_line_1": "A", "address_line_2": "B", "postcode": "SW1A 1AA"}
                return caller.send_letter_notification(templates["change of address"], values | address, reference)
            case _:
                return caller.send_precompiled_letter_notification(reference, b"%PDF-1.4 x")

    def held(self, reference: str) -> list[Any]:
        return [each for each in self.sandbox.service.notifications if each.reference == reference]

    @invariant()
    def what_was_said_is_true(self) -> None:
        for reference, said in self.said.items():
            times = len(self.held(reference))
            assert times <= 1, "doubled"
            assert said != "sent" or times, "lost"
            assert said != "not sent" or not times, "denied"


class AsyncSends(Sends):
    client_kind: ClientKind = "async"


class SharedReference(RuleBasedStateMachine):
    """Messages to few people, under one reference. An extra value that no template shows says which is whose."""

    client_kind: ClientKind = "sync"

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox()
        self.sandbox.service.rate_limit_per_minute = 10**9
        self.broken = False
        self.said: list[str] = []
        retry = RetryPolicy(attempts=3, reconcile=True, total_seconds=10**6)
        self.caller = BlockingClient(
            self.client_kind, self.sandbox.api_key, transport=self.sandbox.transport, retry=retry
        )
        self.switch = without_waiting()
        self.switch.__enter__()

    def teardown(self) -> None:
        self.switch.__exit__(None, None, None)
        self.caller.__exit__(None, None, None)

    @rule(fault=FAULTS)
    def break_something(self, fault: Fault) -> None:
        self.sandbox.faults.add(fault)
        self.broken = True

    @precondition(lambda self: self.broken)
    @rule()
    def repair(self) -> None:
        self.sandbox.faults.clear()
        self.broken = False

    @rule(to=people("number"), name=st.sampled_from("AB"))
    def text(self, to: tuple[Place, str], name: str) -> None:
        template, values = self.sandbox.templates["appointment reminder"], {"name": name, "date": "B"}
        self.send("sms", to[1], template, values)

    @rule(to=people("email"), name=st.sampled_from("AB"))
    def email(self, to: tuple[Place, str], name: str) -> None:
        values = {"name": name, "form_enclosed": "no", "link_to_file": "-"}
        self.send("email", to[1], self.sandbox.templates["document"], values)

    @rule(to=people("address"), name=st.sampled_from("AB"))
    def letter(self, to: tuple[Place, dict[str, str]], name: str) -> None:
        values = {"name": name, "date": "B", **to[1]}
        self.send("letter", self.sandbox.templates["change of address"], values)

    def send(self, kind: str, *arguments: Any) -> None:
        number = len(self.said)
        *others, values = arguments
        try:
            method = getattr(self.caller, f"send_{kind}_notification")
            self.said.append(str(method(*others, {**values, "tag": number}, "shared").id))
        except NotifyError as error:
            assert self.broken, "nothing was broken"
            self.said.append("unknown" if error.outcome_unknown else "not sent")

    @invariant()
    def what_was_said_is_true(self) -> None:
        held = [(each.personalisation["tag"], str(each.id)) for each in self.sandbox.service.notifications]
        assert len({number for number, _ in held}) == len(held), "doubled"
        whose = dict(held)
        for number, said in enumerate(self.said):
            assert said == "unknown" or whose.get(number, "not sent") == said, "wrong id, lost or denied"


class AsyncSharedReference(SharedReference):
    client_kind: ClientKind = "async"


@pytest.mark.parametrize("machine", [SharedReference, AsyncSharedReference])
def test_any_sequence_under_one_reference(machine: type[SharedReference]) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(machine, settings=settings(max_examples=100, stateful_step_count=20, deadline=None))


@pytest.mark.parametrize("machine", [Sends, AsyncSends])
def test_any_sequence(machine: type[Sends]) -> None:
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(machine, settings=settings(max_examples=300, stateful_step_count=30, deadline=None))
