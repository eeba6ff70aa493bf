"""Previews of templates."""

from hypothesis import given
from hypothesis import strategies as st

from tests.conformance.data import world
from tests.conformance.replay import recorded_sandbox
from tests.sandbox.api.sends import errors, unlimited_sandbox
from tests.sandbox.signed_requests import send_request

SANDBOX = unlimited_sandbox()
TEXT = SANDBOX.templates["security code"]


def test_a_preview_needs_the_values_of_the_welsh_part_and_a_send_does_not():
    sandbox = recorded_sandbox()
    facts = next(each for each in world()["services"]["live"]["templates"] if each["slug"] == "letter-welsh")
    service = next(service for service in sandbox.state if service.slug == "live")
    own = next(each for each in service.api_keys if each.slug == "normal").client_key(service.id)
    path = f"/v2/template/{facts['id']}/preview"
    for values, names in (({}, "enw, name"), ({"name": "x"}, "enw"), ({"enw": "x"}, "name")):
        refused = send_request(sandbox, "POST", path, body={"personalisation": values}, key=own)
        assert errors(refused) == [("BadRequestError", f"Missing personalisation: {names}")]
    assert (
        send_request(sandbox, "POST", path, body={"personalisation": {"name": "x", "ENW": "y"}}, key=own).status == 200
    )
    lines = {"address_line_1": "Amala Bird", "address_line_2": "102 High Street", "postcode": "SW14 6BH"}
    body = {"template_id": facts["id"], "personalisation": {"name": "x", **lines}}
    assert send_request(sandbox, "POST", "/v2/notifications/letter", body=body, key=own).status == 201


@given(
    template=st.sampled_from(["x", "", "urn:uuid:x", TEXT]),
    body=st.fixed_dictionaries(
        {}, optional={"personalisation": st.sampled_from([5, "x", None, {}]), "x": st.just(1), "id": st.just(1)}
    ),
)
def test_errors_of_the_path_and_of_the_body_are_reported_together(template, body):
    path = f"/v2/template/{template or 'é'}/preview"
    wanted = ["id is not a valid UUID"] if template != TEXT else []
    if "personalisation" in body and not isinstance(body["personalisation"], dict):
        wanted.append(f"personalisation {body['personalisation']} is not of type object")
    answered = send_request(SANDBOX, "POST", path, body=body)
    if wanted:
        assert errors(answered) == [("ValidationError", message) for message in wanted]
    else:
        assert errors(answered) == [("BadRequestError", "Missing personalisation: code, app")]
