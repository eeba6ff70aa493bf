"""Web addresses in a value that is sanitised."""

from hypothesis import given
from hypothesis import strategies as st

from notify_sdk.rendering import sanitise

domains = st.from_regex(r"([a-zéß0-9][a-zé0-9-]{0,4}\.){1,3}[a-z]{2,6}", fullmatch=True)


@given(
    domain=domains,
    path=st.from_regex(r"[/?#][!-;=-~é]{0,8}", fullmatch=True),
    scheme=st.sampled_from(["", "http://", "HTTPS://"]),
)
def test_an_address_is_removed_with_its_path(domain, path, scheme):
    assert sanitise(f"a {scheme}{domain}{path} b") == "a  b"
    assert sanitise(f"a {scheme}{domain}{path}<b") == "a \\<b"


@given(domain=domains, port=st.integers(1, 65535))
def test_a_port_is_not_removed_with_an_address(domain, port):
    assert sanitise(f"https://{domain}:{port}/x") == f":{port}/x"


@given(
    domain=st.from_regex(r"([a-z0-9]{1,4}\.){1,3}[a-z]{2,6}", fullmatch=True),
    after=st.sampled_from(["", ",", ")", ":1", "!"]),
)
def test_a_domain_without_a_path_has_its_dots_escaped(domain, after):
    escaped = sanitise(after)
    assert sanitise(domain + after) == domain.replace(".", "\\. ") + escaped
    assert sanitise(f"x@{domain}") == f"x@{domain}".replace(".", "\\.")
