"""What a sandbox holds: records of services, templates and messages, loaded from world files and dumped to them."""
