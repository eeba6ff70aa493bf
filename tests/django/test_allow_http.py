"""Options of a client in Django's settings: the outbox's own, else those of mail."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from notify_sdk.django import EmailBackend, outbox_client
from tests.django.project import with_options
from tests.support.clients import KEY

AT_A_NAME = {"api_key": KEY, "base_url": "http://sandbox:8080"}
TEMPLATE = {"template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a"}


@pytest.mark.parametrize("of_outbox", [{}, {"allow_http": ["sandbox"]}], ids=["mail's", "the outbox's own"])
def test_plain_http_is_allowed_to_hosts_that_a_setting_names(of_outbox, caplog):
    of_mail = {} if of_outbox else {"allow_http": ["sandbox"]}
    with with_options(**TEMPLATE, **AT_A_NAME, **of_mail), override_settings(NOTIFY_OUTBOX=of_outbox):
        outbox_client().close()
        if of_mail:
            with EmailBackend():
                pass
    assert [each.levelname for each in caplog.records] == ["WARNING"] * (1 + len(of_mail))


def test_it_is_not_allowed_otherwise(monkeypatch):
    monkeypatch.delenv("NOTIFY_ALLOW_HTTP", raising=False)
    with with_options(**TEMPLATE, **AT_A_NAME):
        for made in (outbox_client, EmailBackend().open):
            with pytest.raises(ImproperlyConfigured, match="not an https URL"):
                made()
