"""Units taken some at a time must give what they give all at once."""

import dataclasses

import numpy as np

from hotspot_plugin.core.errors import CancelledError
from hotspot_plugin.core.tracking import presence
from hotspot_plugin.core.tracking.clip import inside
from hotspot_plugin.core.tracking.drift import with_drifts
from hotspot_plugin.core.tracking.legs import order_fixes
from hotspot_plugin.core.tracking.modes import modes_of_visits
from tests.core.tracking.walks import SQUARE, fixes


def force(units=7):
    random = np.random.default_rng(2)
    rows = []
    for unit in range(units):
        way = np.cumsum(random.normal(0, 25, (60, 2)), axis=0) + 50
        rows += [(f"u{unit}", 20 * i, x, y) for i, (x, y) in enumerate(way)]
    return order_fixes(**fixes(*rows), max_gap_s=300)


def test_units_some_at_a_time_are_the_same_as_all_at_once(monkeypatch):
    track, shapes = force(), np.array([SQUARE], dtype=object)
    whole = with_drifts(track, inside(track, shapes), shapes, 60, 10)
    modes = modes_of_visits(track, whole)
    for at_once in (1, 100, 10_000):
        monkeypatch.setattr(presence, "AT_ONCE", at_once)
        stays, judged = presence.find_stays(track, shapes, 60, 10)
        assert len(stays.leg) > 20
        for field in dataclasses.fields(stays):
            assert np.array_equal(getattr(stays, field.name), getattr(whole, field.name)), field.name
        assert judged.tolist() == modes.tolist()


class Stop:
    """Presses Cancel at the first question."""

    def at(self, fraction):
        raise CancelledError("Cancelled")

    def say(self, message): ...

    def warn(self, message): ...


def test_cancel_is_asked_of_every_block():
    try:
        presence.find_stays(force(), np.array([SQUARE], dtype=object), 60, 10, Stop())
    except CancelledError:
        return
    raise AssertionError("Cancel was not heard")
