"""Settings of hypothesis for strategies that are slow to draw from."""

from hypothesis import HealthCheck, Phase, settings

quick = settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])

until_found = settings(quick, max_examples=500, phases=[Phase.generate], database=None)
"""For `find`: the first example will do, the smallest would take seconds."""
