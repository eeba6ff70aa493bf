"""The transport: connections, pools and the sandbox inside this process."""
