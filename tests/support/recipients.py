"""People who must not be taken for one another, and the ways to write each of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

Written = str | Mapping[str, object]
Place = tuple[str, str]
"""Where a message goes: the kind of recipient, and which one."""

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"

# the last two share their last seven digits with the first two
_NUMBERS = ("7700900123", "7700900321", "7700900132", "7912900123", "7912900321")
_PREFIXES = ("0", "+44", "0044", "44", "", "+44(0)", "+44 (0) ", "(0)", "+ 44 ")

_LOCAL_PARTS = ("ann.lee", "annlee", "ann-lee", "ann_lee", "ann+lee", "annl.ee", "ann.lee.", "annlee1")
_DOMAINS = {
    "example.com": ("example.com", "EXAMPLE.com"),
    "ee.example.com": ("ee.example.com", "Ee.Example.Com"),
    "e.example.com": ("e.example.com",),
    "xn--bcher-kva.example": ("bücher.example", "BÜCHER.example", "xn--bcher-kva.example", "bücher。example"),
    "bucher.example": ("bucher.example",),
}

_STREETS = (("Ann Lee", "1 High Street"), ("Ann Lee", "11 High Street"), ("Annlee", "1 High Street"), ("A", "B"))
_POSTCODES = ("SW1A 1AA", "SW1A 1AB")


@st.composite
def _numbers(draw: st.DrawFn) -> tuple[Place, Written]:
    number = draw(st.sampled_from(_NUMBERS))
    gaps = draw(st.lists(st.sampled_from(["", "", "", " ", "-", "\u00a0", "\u200b"]), min_size=10, max_size=10))
    written = "".join(map("".join, zip(gaps, number, strict=True)))
    around = draw(st.sampled_from(["{}", " {} ", "{}\n"]))
    return ("number", number), around.format(draw(st.sampled_from(_PREFIXES)) + written)


@st.composite
def _emails(draw: st.DrawFn) -> tuple[Place, Written]:
    local_part, domain = draw(st.sampled_from(_LOCAL_PARTS)), draw(st.sampled_from(sorted(_DOMAINS)))
    upper = draw(st.lists(st.booleans(), min_size=len(local_part), max_size=len(local_part)))
    cased = "".join(letter.upper() if up else letter for letter, up in zip(local_part, upper, strict=True))
    place = draw(st.integers(0, len(cased)))
    cased = cased[:place] + draw(st.sampled_from(["", *_INVISIBLE])) + cased[place:]
    around = draw(st.sampled_from(["{}", " {}", "{}\t\n", "\ufeff{}"]))
    return ("email", f"{local_part}@{domain}"), around.format(f"{cased}@{draw(st.sampled_from(_DOMAINS[domain]))}")


@st.composite
def _addresses(draw: st.DrawFn) -> tuple[Place, Written]:
    street, postcode = draw(st.sampled_from(_STREETS)), draw(st.sampled_from(_POSTCODES))
    spelled = draw(st.sampled_from([postcode, postcode.lower(), postcode.replace(" ", ""), f" {postcode} "]))
    lines = [draw(st.sampled_from(["{}", " {}", "{} ,", "{}\u200b"])).format(line) for line in street]
    named: dict[str, object] = {f"address_line_{number}": line for number, line in enumerate(lines, 1)}
    match draw(st.sampled_from(["documented", "seven", "third", "with a country", "one text"])):
        case "documented":
            named["postcode"] = spelled
        case "seven":
            named |= {"address_line_7": spelled, "postcode": "hidden by the line before"}
        case "third":
            named["address_line_3"] = spelled
        case "with a country":
            named |= {"address_line_3": spelled, "postcode": draw(st.sampled_from(["England", "united kingdom"]))}
        case _:
            named = {"address_line_1": "\n".join(lines), "postcode": spelled}
    return ("address", "\n".join((*street, postcode))), named


def people(*kinds: str) -> st.SearchStrategy[tuple[Place, Any]]:
    """A place and one of the ways to write it; of every kind (`number`, `email`, `address`), or of those named."""
    of_kind: dict[str, st.SearchStrategy[tuple[Place, Written]]] = {
        "number": _numbers(),
        "email": _emails(),
        "address": _addresses(),
    }
    return st.one_of([of_kind[kind] for kind in kinds or of_kind])
