import numpy as np
import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tracking.legs import order_fixes
from hotspot_plugin.core.tracking.modes import STOPPED, leg_modes
from hotspot_plugin.core.tracking.stops import stopped_legs
from tests.core.tracking.walks import at, fixes


def order(*rows, max_gap=300):
    return order_fixes(**fixes(*rows), max_gap_s=max_gap)


def test_fixes_are_joined_up_to_the_longest_gap_and_not_beyond():
    track = order(("A", 0, 0, 0), ("A", 300, 1, 0), ("A", 600.001, 2, 0))
    assert track.joined.tolist() == [True, False, False]
    assert track.unknown_ms() == 300_001


def test_two_units_are_never_joined():
    track = order(("A", 0, 0, 0), ("B", 10, 0, 0))
    assert track.units.tolist() == ["A", "B"]
    assert not track.joined.any()
    assert track.unknown_ms() == 0


def test_fixes_in_any_order_give_the_same_track():
    rows = [("B", 30, 5, 5), ("A", 60, 2, 0), ("A", 0, 0, 0), ("B", 0, 4, 4), ("A", 30, 1, 0)]
    track = order(*rows)
    assert track.x.tolist() == [0, 1, 2, 4, 5]
    assert track.joined.tolist() == [True, True, False, True, False]
    assert order(*reversed(rows)).x.tolist() == track.x.tolist()


def test_a_recording_that_was_stopped_and_started_is_not_joined():
    track = order(("A", 0, 0, 0, 1), ("A", 10, 1, 0, 1), ("A", 20, 2, 0, 2), ("A", 30, 3, 0, 2))
    assert track.joined.tolist() == [True, False, True, False]


def test_a_unit_in_two_files_that_interleave_is_one_track():
    track = order(("A", 0, 0, 0, 1), ("A", 20, 2, 0, 1), ("A", 10, 1, 0, 2), ("A", 30, 3, 0, 2))
    assert track.x.tolist() == [0, 1, 2, 3]
    assert track.joined.tolist() == [True, True, True, False]


def test_a_copy_of_the_first_half_in_another_file_breaks_nothing():
    whole = [("A", s, s, 0, 1) for s in range(0, 100, 10)]
    half = [("A", s, s, 0, 2) for s in range(0, 50, 10)]
    track = order(*whole, *half)
    assert track.joined.tolist() == [True] * 9 + [False]
    assert track.unusable == {"the unit and time of another fix": 5}


def test_of_two_places_at_one_moment_one_is_kept_whatever_the_order():
    rows = [("A", 0, 0, 0), ("A", 10, 7, 3), ("A", 10, 5, 9), ("A", 20, 9, 9)]
    for some in (rows, rows[::-1]):
        track = order(*some)
        assert track.x.tolist() == [0, 5, 9]
        assert np.diff(track.time).tolist() == [10_000, 10_000]


def test_fixes_that_cannot_be_used_are_counted_by_reason():
    track = order(("A", 0, 0, 0), ("A", None, 0, 0), ("A", 5, np.nan, 0), (None, 6, 0, 0), (None, None, np.nan, 0))
    assert track.unusable == {"no time": 2, "no location": 1, "no unit": 1}
    assert len(track.time) == 1


def test_the_ping_is_the_median_interval_of_each_unit_gaps_and_all():
    track = order(
        *[("A", s, 0, 0) for s in (0, 30, 60, 90, 50_000)], ("B", 0, 0, 0), *[("C", s, 0, 0) for s in (0, 600, 1200)]
    )
    assert track.pings()[0] == 30
    assert np.isnan(track.pings()[1])
    assert track.pings()[2] == 600


def test_tracks_without_one_usable_fix_are_refused_with_the_reasons():
    with pytest.raises(HotspotError, match=r"None of the 2 fixes can be used \(1 with no time, 1 with no location\)"):
        order(("A", None, 0, 0), ("A", 0, np.nan, 0))


@pytest.mark.parametrize("gap", [0, -1, float("nan")])
def test_a_longest_gap_that_is_not_positive_is_refused(gap):
    with pytest.raises(HotspotError, match="must be more than 0"):
        order(("A", 0, 0, 0), max_gap=gap)


def test_times_of_any_resolution_are_taken():
    for unit in ("s", "us", "ns"):
        track = order_fixes(
            np.array(["A", "A"], object), at([0, 30]).astype(f"M8[{unit}]"), np.zeros(2), np.zeros(2), 300
        )
        assert np.diff(track.time).tolist() == [30_000]


def recorded_by_distance(stand=900.0, metres=10.0):
    """A vertex every 10 metres: a walk, a stand of some minutes in which nothing is written, a walk, as Mergin Maps."""
    walk = [(i * metres / 1.3, i * metres, 0) for i in range(30)]
    on = [(walk[-1][0] + stand + i * metres / (0.3 + i % 5), walk[-1][1] + (i + 1) * metres, 0) for i in range(30)]
    return [("A", *row) for row in walk + on]


def test_of_a_unit_recorded_by_distance_the_silence_between_two_neighbouring_vertices_is_a_stand():
    track = order(*recorded_by_distance(), max_gap=None)
    assert track.joined[:-1].all()
    assert stopped_legs(track, 15, 60).sum() == 1
    assert leg_modes(track)[29] == STOPPED
    # for longer than an hour it may have been anywhere, and the recording may have been stopped
    assert order(*recorded_by_distance(3700), max_gap=None).joined[:-1].sum() == 58
    # and who says how long a gap may be has said it
    assert order(*recorded_by_distance(), max_gap=300).joined[:-1].sum() == 58


def test_of_a_unit_recorded_by_time_a_silence_is_a_silence():
    rows = [("A", s, 1.3 * s, 0) for s in range(0, 300, 10)] + [("A", s, 390, 0) for s in range(1200, 1500, 10)]
    assert order(*rows, max_gap=None).joined[:-1].sum() == 58


def test_a_unit_recorded_by_distance_that_is_silent_on_the_way_was_not_standing():
    rows = [(u, s, x + 200 * (s > 800), y) for u, s, x, y in recorded_by_distance()]
    assert order(*rows, max_gap=None).joined[:-1].sum() == 58
