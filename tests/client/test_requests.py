"""The request that is made for one attempt."""

from __future__ import annotations

import httpx

from tests.support.clients import ID, KEY, BlockingClient, Recorded


def test_a_base_url_with_a_path_keeps_it(client_kind):
    recorded = Recorded(lambda request: httpx.Response(200, content=b"{}"))
    with BlockingClient(client_kind, KEY, "https://proxy.example/notify/", transport=recorded.transport) as client:
        client.get_pdf_for_letter(ID)
    assert str(recorded.requests[0].url) == f"https://proxy.example/notify/v2/notifications/{ID}/pdf"
