"""World files and records have the same fields, but for those listed here."""

from dataclasses import fields

import pytest

from notify_sdk.models import sandbox as models
from notify_sdk.sandbox.world import state

VERSION = {"name", "subject", "body", "postage", "version", "created_at", "updated_at", "created_by"}
# the model of a file, its record, what only the file says, what only the record has
PAIRS = [
    (models.WorldUser, state.User, set(), set()),
    (models.WorldApiKey, state.ApiKey, {"client_key"}, {"slug"}),
    (models.WorldSmsSender, state.SmsSender, set(), set()),
    (models.WorldReplyTo, state.EmailReplyTo, set(), set()),
    (models.WorldLetterContact, state.LetterContact, set(), set()),
    (models.WorldCallback, state.Callback, set(), set()),
    (models.WorldEmailFile, state.EmailFile, set(), set()),
    (models.WorldTemplateVersion, state.TemplateVersion, set(), set()),
    (
        models.WorldTemplate,
        state.TemplateRecord,
        VERSION | {"letter_contact_block", "current_version", "personalisation"},
        set(),
    ),
    (models.WorldNotification, state.NotificationRecord, set(), {"service_id", "request"}),
    (models.WorldReceivedText, state.ReceivedTextRecord, set(), set()),
    (models.WorldService, state.Service, set(), {"_by_id"}),
]


@pytest.mark.parametrize(
    ("model", "record", "only_file", "only_record"), PAIRS, ids=[model.__name__ for model, *_ in PAIRS]
)
def test_a_world_file_and_a_record_have_the_same_fields(model, record, only_file, only_record):
    in_file, in_record = set(model.model_fields), {each.name for each in fields(record)}
    assert (in_file - in_record, in_record - in_file) == (only_file, only_record)


def test_every_part_of_a_world_is_compared():
    others = {"World", "WorldConfig", "WorldCallbacks", "WorldDailyLimits"}
    assert {model.__name__ for model, *_ in PAIRS} == set(models.__all__) - others
