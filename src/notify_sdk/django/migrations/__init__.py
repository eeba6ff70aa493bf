"""The tables of the outbox, as `notify_sdk.outbox.Tables` has them."""
