"""The policy of a client: its options, signing, retries and delays."""
