"""How bytes travel: connections, pools and the sandbox inside this process."""
