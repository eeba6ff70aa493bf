"""What a test expects of a message, compared with a message that was sent."""

from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from notify_sdk.testing.assertions import Expected


def test_values_are_compared_as_they_are_sent(inbox):
    inbox.assert_sent_sms(personalisation={"date": date(2026, 3, 3), "NAME": "Amala"})
    inbox.assert_sent_sms(personalisation={"date": "3 March 2026"})
    inbox.assert_sent_email(personalisation={"name": "Amala", "form_enclosed": True})
    with pytest.raises(
        AssertionError, match=r"- personalisation form_enclosed: 1\n  \+ personalisation form_enclosed: T"
    ):
        inbox.assert_sent_email(personalisation={"form_enclosed": 1})
    with pytest.raises(AssertionError, match=r"- personalisation date: Decimal\('3'\)"):
        inbox.assert_sent_sms(personalisation={"date": Decimal(3)})


OTHER = {
    "to": "07700 900 999",
    "template": "another template",
    "reference": "another reference",
    "personalisation": {"another name": 1},
    "containing": "another text",
}


def own(message):
    """Every property of a message, as a test would write it."""
    return {
        "to": message.to,
        "template": message.template_id if message.template else "",
        "reference": message.reference,
        "personalisation": message.personalisation,
        "containing": message.body,
    }


@pytest.mark.parametrize("number", range(4))
def test_a_message_has_its_own_properties_and_no_other(inbox, number):
    message = inbox.messages[number]
    for count in range(len(OTHER) + 1):
        for names in combinations(OTHER, count):
            expected = {name: own(message)[name] for name in names}
            assert Expected(message.type, **expected).matches(message), names
            for wrong in names:
                other = Expected(message.type, **{**expected, wrong: OTHER[wrong]})
                differing = {each.name.split()[0] for each in other.compare(message) if not each.matches}
                assert (other.matches(message), differing) == (False, {wrong})


@pytest.mark.parametrize("name", OTHER)
def test_an_expectation_is_written_as_what_was_given(name):
    assert str(Expected("sms")) == ""
    (line,) = str(Expected("sms", **{name: OTHER[name]})).splitlines()
    assert line.startswith(name)
    assert "another" in line or "999" in line


@pytest.mark.parametrize(
    ("name", "said"),
    [("Name", "Amala"), ("naem", "not sent, but name was"), ("nothing like it", "not sent")],
)
def test_a_placeholder_that_was_not_sent_is_compared_with_the_nearest(inbox, name, said):
    (comparison,) = Expected("sms", personalisation={name: "Bela"}).compare(inbox.sms[0])
    assert not comparison.matches
    assert said in comparison.sent
