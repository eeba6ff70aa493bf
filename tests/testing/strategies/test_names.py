"""Every strategy is public by its name."""

from notify_sdk.testing import strategies


def test_every_strategy_is_named():
    public = {name for name in vars(strategies) if not name.startswith("_")}
    assert set(strategies.__all__) <= public
    assert all(callable(getattr(strategies, name)) for name in strategies.__all__)
