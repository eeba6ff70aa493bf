"""The URLs of callbacks: `path("notify/", include("notify_sdk.django.urls"))` receives them at `/notify/callbacks`."""

from __future__ import annotations

from django.urls import URLPattern, path

from .views import receive_callback

urlpatterns: list[URLPattern] = [path("callbacks", receive_callback, name="notify_callbacks")]
