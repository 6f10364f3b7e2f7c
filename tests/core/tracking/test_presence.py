"""Units taken some at a time must give what they give all at once."""

import dataclasses

import numpy as np
import shapely

from hotspot_plugin.core.errors import CancelledError
from hotspot_plugin.core.tracking import presence
from hotspot_plugin.core.tracking.clip import inside
from hotspot_plugin.core.tracking.drift import with_drifts
from hotspot_plugin.core.tracking.legs import order_fixes
from hotspot_plugin.core.tracking.modes import FOOT, STOPPED, minutes_by, modes_of_visits
from hotspot_plugin.core.tracking.visits import find_visits
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
    stays = with_drifts(track, inside(track, shapes), shapes, 60, 10)
    modes = modes_of_visits(track, stays)
    visits = find_visits(track, stays, 60, modes)
    for at_once in (1, 100, 10_000):
        monkeypatch.setattr(presence, "AT_ONCE", at_once)
        spells, found = presence.find_presence(track, shapes, 60, 10)
        assert len(found.unit) > 5
        for field in dataclasses.fields(found):
            assert np.array_equal(getattr(found, field.name), getattr(visits, field.name)), field.name
        lasts = minutes_by(spells.mode, spells.hotspot, spells.end - spells.start, 1)
        assert lasts.tolist() == minutes_by(modes, stays.hotspot, stays.end - stays.start, 1).tolist()


def test_a_spell_goes_on_from_leg_to_leg_and_ends_with_the_stay_or_the_mode():
    # stands for five minutes, a fix a minute, walks out 1 m/s and does not come back
    rows = [("A", s, 50, 50) for s in range(0, 301, 60)] + [("A", s, 50 + (s - 300), 50) for s in range(330, 421, 30)]
    track, shapes = order_fixes(**fixes(*rows), max_gap_s=300), np.array([SQUARE], dtype=object)
    spells, visits = presence.find_presence(track, shapes, 60, 10)
    assert len(spells.start) == 2
    assert spells.mode.tolist() == [STOPPED, FOOT]
    assert spells.start[1] == spells.end[0]
    assert (spells.end - spells.start).sum() == visits.inside.sum() == 350_000


def test_no_unit_in_any_hotspot_is_no_spell_and_no_visit():
    far = np.array([shapely.box(9000, 9000, 9100, 9100)], dtype=object)
    spells, visits = presence.find_presence(force(), far, 60, 10)
    assert len(spells.start) == len(visits.unit) == 0


class Stop:
    """Presses Cancel at the first question."""

    def at(self, fraction):
        raise CancelledError("Cancelled")

    def say(self, message): ...

    def warn(self, message): ...


def test_cancel_is_asked_of_every_block():
    try:
        presence.find_presence(force(), np.array([SQUARE], dtype=object), 60, 10, Stop())
    except CancelledError:
        return
    raise AssertionError("Cancel was not heard")
