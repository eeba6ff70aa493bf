"""What a sandbox holds: services, templates and messages as records, read from files and written to them."""
