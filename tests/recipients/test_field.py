"""The classes of recipients as types of pydantic fields."""

from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from notify_sdk.recipients import (
    Country,
    EmailAddress,
    PhoneNumber,
    PostalAddress,
    Postcode,
)


class Form(BaseModel):
    phone: PhoneNumber
    email: EmailAddress
    postcode: Postcode
    country: Country
    address: PostalAddress


FILLED = {
    "phone": "07700 900900",
    "email": " Amala@Example.com ",
    "postcode": "sw146bh",
    "country": "Cymru",
    "address": ["Amala Bird", "102 High Street", "sw14 6bh"],
}


def test_recipients_are_types_of_pydantic_fields() -> None:
    form = Form.model_validate(FILLED)
    assert Form.model_validate(form.model_dump()) == form
    assert Form.model_validate_json(form.model_dump_json()) == form
    assert form.model_dump(mode="json")["address"] == ["Amala Bird", "102 High Street", "SW14 6BH"]
    assert Form.model_json_schema()["properties"]["address"]["items"] == {"type": "string"}
    assert Form.model_validate({**FILLED, "address": "A\nB\nSW14 6BH"}).address.postcode == "SW14 6BH"
    assert Form.model_validate(
        {**FILLED, "address": {"address_line_1": "A", "address_line_2": "B", "postcode": "SW14 6BH"}}
    )


@pytest.mark.parametrize(("name", "value"), [("phone", 5), ("email", None), ("postcode", []), ("country", "Narnia"), ("address", 7), ("address", [1]), ("phone", "x")])  # fmt: skip
def test_a_refused_field_has_its_place_and_a_hint(name: str, value: object) -> None:
    with pytest.raises(ValidationError) as caught:
        Form.model_validate({**FILLED, name: value})
    (error,) = caught.value.errors()
    assert error["loc"] == (name,)
    assert error["ctx"]["hint"]


def test_the_repr_of_a_model_has_nothing_personal() -> None:
    form = Form.model_validate(FILLED)
    shown = repr(form)
    assert "7700" not in shown
    assert "amala" not in shown.lower()
    assert "SW14" not in shown
