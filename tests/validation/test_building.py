"""Classes are built when they are first used, in whichever threads that is."""

from __future__ import annotations

import json
import subprocess
import sys

_PROGRAM = """
import json, sys, threading
from pydantic import ValidationError
from notify_sdk import models

def named(model):
    try:
        return type(model.model_validate({})).__name__
    except ValidationError as error:
        return error.title
    except Exception as error:
        return repr(error)

def use():
    together.wait()
    for name, model in found.items():
        names[name].add(named(model))

found = {name: getattr(models, name) for name in models.__all__}
found = {name: each for name, each in found.items() if isinstance(each, type) and hasattr(each, "model_validate")}
names = {name: set() for name in found}
threads = [threading.Thread(target=use) for _ in range(8)]
together = threading.Barrier(len(threads))
sys.setswitchinterval(1e-6)
for each in threads:
    each.start()
for each in threads:
    each.join()
print(json.dumps({name: sorted(each) for name, each in names.items()}))
"""


def test_no_thread_takes_a_class_for_its_base() -> None:
    """pydantic before 2.11.5 deleted the validator of a class while it built it: there was that of the base."""
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    seen = json.loads(done.stdout)
    assert len(seen) > 20
    assert {name: each for name, each in seen.items() if each != [name]} == {}
