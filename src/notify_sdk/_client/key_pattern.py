"""How an API key is written."""

import re

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
KEY = re.compile(rf"(?:(?P<name>.*)-)?(?P<service>{_UUID})-(?P<secret>{_UUID})", re.DOTALL)
"""An API key: any name, the service's id and the secret, with hyphens between them."""
