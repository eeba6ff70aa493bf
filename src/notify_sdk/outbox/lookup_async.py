"""Looks up messages at Notify. `lookup.py` is generated from this file by `scripts/generate`."""

from __future__ import annotations

from uuid import UUID

from notify_sdk._client.retry import RetryPolicy
from notify_sdk.async_client import AsyncNotificationsAPIClient
from notify_sdk.errors import AuthError, InvalidResponseError, NoResultFound, NotifyError
from notify_sdk.outbox import crash
from notify_sdk.outbox.events import Event, Followed, FollowFailed, LookedUp, LookFailed, Seen
from notify_sdk.outbox.ledger import Look


class AsyncLookUps:
    """Look-ups of messages at Notify, as events.

    Args:
        client: Its key and options; nothing is repeated, since everything is looked at again later.
        any_key: Whether another key than the one that sent may say that a message is not there.
    """

    def __init__(self, client: AsyncNotificationsAPIClient, *, any_key: bool) -> None:
        self._client = client.with_options(retry=RetryPolicy.none())
        self._any_key = any_key
        self.api_key: str = client._settings.signer.fingerprint  # noqa: SLF001 - of this package
        self.base_url: str = client._settings.base_url  # noqa: SLF001

    async def by_reference(self, look: Look) -> Event:
        """Looks up a message by its reference.

        Raises:
            AuthError: If the key or the token is refused.
        """
        __tracebackhide__ = True
        seen: tuple[Seen, ...] = ()
        if not look.exact:
            try:
                page = await self._client.get_all_notifications(reference=look.reference)
                seen = tuple(
                    Seen(UUID(str(each.id)), str(each.status))
                    for each in page.notifications
                    if each.reference == look.reference
                )
            except AuthError:
                raise
            except (NotifyError, ValueError):
                return LookFailed()
        crash.point("after-look")
        return LookedUp(seen, look.at, self.api_key, self.base_url, self._any_key)

    async def by_id(self, notification_id: UUID) -> Event:
        """The status of a message.

        Raises:
            AuthError: If the key or the token is refused.
        """
        try:
            message = await self._client.get_notification_by_id(notification_id)
            return Followed(str(message.status), self.api_key, self.base_url)
        except NoResultFound:
            return Followed(None, self.api_key, self.base_url)
        except AuthError:
            raise
        except NotifyError:
            return FollowFailed()

    async def older(self, notification_id: UUID) -> list[tuple[UUID, Event]]:
        """The statuses of the messages sent before a given one: a page of them, newest first.

        Raises:
            NotifyError: If they can't be read.
        """
        page = await self._client.get_all_notifications(older_than=notification_id)
        found = list[tuple[UUID, Event]]()
        for each in page.notifications:
            try:
                found.append((UUID(str(each.id)), Followed(str(each.status), self.api_key, self.base_url)))
            except InvalidResponseError:
                continue
        return found
