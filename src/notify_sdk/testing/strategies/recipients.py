"""Numbers, email addresses and postal addresses."""

from __future__ import annotations

import string
from collections.abc import Callable

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from notify_sdk.recipients import EmailAddress, PhoneNumber, PostalAddress, Postcode, RecipientError

from .texts import lines, texts

_DOMAINS = ("example.com", "example.org", "mail.example.net", "EXAMPLE.com")
_SPECIAL = {"000", "002", "003", "004", "111", "222", "400", "403", "429", "500"}
_AREAS = ("SW", "M", "EH", "CF", "BT", "GU", "B", "JE", "ZE")


def _accepts(parse: Callable[[str], object]) -> Callable[[str], bool]:
    def accepted(text: str) -> bool:
        try:
            parse(text)
        except RecipientError:
            return False
        return True

    return accepted


def _refuses(parse: Callable[[str], object]) -> Callable[[str], bool]:
    accepted = _accepts(parse)
    return lambda text: not accepted(text)


def phone_numbers() -> SearchStrategy[str]:
    """Numbers that Notify takes, spelled as people spell them; nobody has them.

    Those that Notify or the sandbox treat in a way of their own are not among them.
    """
    endings = st.integers(0, 999).map("{:03}".format).filter(lambda ending: ending not in _SPECIAL)
    spellings = (
        "07700900{}",
        "07700 900 {}",
        "07700-900-{}",
        "(07700) 900{}",
        "+447700900{}",
        "+44 7700 900{}",
        "00447700900{}",
        "447700900{}",
    )
    return st.builds(str.format, st.sampled_from(spellings), endings)


def invalid_phone_numbers() -> SearchStrategy[str]:
    """Texts that Notify does not take for a number."""
    digits = st.text("0123456789 +-()", max_size=20)
    return st.one_of(digits, texts, phone_numbers().map(lambda number: number + "x")).filter(
        _refuses(PhoneNumber.parse)
    )


def email_addresses() -> SearchStrategy[str]:
    """Addresses that Notify takes; nobody has them."""
    local = st.text(string.ascii_letters + string.digits + "!#$%&'*+/=?^_`{|}~-.", min_size=1, max_size=40)
    return st.builds("{}@{}".format, local, st.sampled_from(_DOMAINS)).filter(_accepts(EmailAddress.parse))


def invalid_email_addresses() -> SearchStrategy[str]:
    """Texts that Notify does not take for an email address."""
    nearly = email_addresses().flatmap(
        lambda address: st.sampled_from(
            (address.replace("@", ""), f".{address}", f"{address}@", address.replace(".", ".."))
        )
    )
    return st.one_of(texts, nearly).filter(_refuses(EmailAddress.parse))


def postcodes() -> SearchStrategy[str]:
    """UK postcodes that Notify takes."""
    parts = (
        st.sampled_from(_AREAS),
        st.integers(1, 9),
        st.integers(0, 9),
        st.text("ABDEFGHJLNPQRSTUWXYZ", min_size=2, max_size=2),
    )
    return st.builds("{}{} {}{}".format, *parts).filter(_accepts(Postcode.parse))


def postal_addresses() -> SearchStrategy[dict[str, str]]:
    """UK addresses that Notify takes, as the personalisation of a letter: lines, and the postcode in either place."""

    def lay_out(address: list[str], postcode: str, last: str) -> dict[str, str]:
        return {f"address_line_{number}": line for number, line in enumerate(address, 1)} | {last: postcode}

    many = st.lists(lines, min_size=2, max_size=6)
    addresses = st.builds(lay_out, many, postcodes(), st.sampled_from(("postcode", "address_line_7")))
    return addresses.filter(_is_address)


def _is_address(personalisation: dict[str, str]) -> bool:
    try:
        PostalAddress.from_personalisation(personalisation)
    except RecipientError:
        return False
    return True
