"""What `scripts/bench` runs: contestants in paired rounds, against a server of its own in another process."""
