"""The context of a request, which every handler gets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from notify_sdk.sandbox.wire import Request
from notify_sdk.sandbox.world.service_parts import ApiKey
from notify_sdk.sandbox.world.state import NotificationRecord, Service, State

from .limits import Limits


@dataclass(frozen=True, slots=True)
class RequestContext:
    """An authenticated request, the time it came at, and what is needed to answer it."""

    request: Request
    service: Service
    key: ApiKey
    now: datetime
    state: State
    limits: Limits
    new_id: Callable[[], UUID]
    pdf: Callable[[NotificationRecord], bytes]
