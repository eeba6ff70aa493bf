"""An app of a project that uses the outbox."""
