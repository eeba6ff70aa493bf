"""Answers can be written as JSON and read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from notify_sdk import models
from notify_sdk.testing import strategies
from tests.testing.strategies.quick import quick

ANSWERS = {
    "send_sms_responses": models.SendSmsResponse,
    "send_email_responses": models.SendEmailResponse,
    "send_letter_responses": models.SendLetterResponse,
    "notifications": models.Notification,
}


@pytest.mark.parametrize("name", ANSWERS)
@quick
@given(data=st.data())
def test_answers_can_be_read_back(name, data):
    answer = data.draw(getattr(strategies, name)())
    assert TypeAdapter(ANSWERS[name]).validate_json(answer.model_dump_json()) == answer
