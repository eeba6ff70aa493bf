"""The URLs that a project includes."""

from __future__ import annotations

from types import ModuleType

from django.test import override_settings
from django.urls import include, path, resolve, reverse

from notify_sdk.django.views import receive_callback


def test_they_are_included_under_any_prefix() -> None:
    urls = ModuleType("urls")
    urls.__dict__["urlpatterns"] = [path("notify/", include("notify_sdk.django.urls"))]
    with override_settings(ROOT_URLCONF=urls):
        assert reverse("notify_callbacks") == "/notify/callbacks"
        assert resolve("/notify/callbacks").func is receive_callback
