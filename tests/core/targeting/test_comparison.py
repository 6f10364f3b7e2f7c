"""Hotspot layers scored on later crimes, on towns small enough to count by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.targeting import hexgrid, scene
from hotspot_plugin.core.targeting.comparison import AREA, LENGTH, HotspotLayer, compare
from hotspot_plugin.core.targeting.comparison_report import names_of

TOWN = np.array([shapely.box(0, 0, 2000, 1000)])  # 200 ha
STREETS = shapely.from_wkt(
    np.array(
        ["LineString (0 100, 400 100)", "LineString (400 100, 2000 100)", "LineString (400 100, 400 900)"], dtype=object
    )
)  # 400 + 1600 + 800 m = 2800 m


def crimes(*spots):
    """Return x and y of so many crimes at each spot."""
    x, y, number = np.array(spots).T
    return np.repeat(x, number.astype(int)).astype(float), np.repeat(y, number.astype(int)).astype(float)


LATER = crimes((100, 100, 6), (1500, 110, 3), (400, 600, 1))
BEFORE = crimes((100, 100, 16), (1500, 110, 2), (400, 600, 2))


def boxes(*corners, name="ours", **more):
    return HotspotLayer(name, np.array([shapely.box(*corner) for corner in corners]), **more)


WEST = boxes((0, 0, 200, 200))  # 4 ha, 200 m of street
EAST = boxes((1400, 0, 1600, 200), name="theirs")
CENTRES = HotspotLayer("lines", STREETS[:1])


def town(before=BEFORE, study=TOWN, streets=STREETS, later=LATER):
    return scene.scene(later, before, study, streets)


def test_every_measure_of_a_small_town_is_that_of_hand_arithmetic():
    row = compare([WEST], town()).table.iloc[0]
    assert (row["hotspots"], row["crimes"], row["hits"]) == (1, 10, 6)
    assert row["hit_rate"] == 0.6
    assert (row["area_ha"], row["area_share"]) == pytest.approx((4, 0.02))
    assert row["pai"] == pytest.approx(0.6 / 0.02)
    assert (row["length_m"], row["length_share"]) == pytest.approx((200, 200 / 2800))
    assert row["pai_length"] == pytest.approx(0.6 / (200 / 2800))
    # the best 4 ha are 4/5 of the cell with 6 crimes
    assert row["pei"] == pytest.approx(6 / 4.8)
    # the best 200 m are half of the link of 400 m with 6 crimes
    assert row["pei_length"] == pytest.approx(6 / 3)
    # 16 of 20 before, 6 of 10 now
    assert row["recapture"] == pytest.approx(0.6 / 0.8)
    assert row["rri"] == pytest.approx(8 / 6)
    assert row["overlap_ha"] == 0
    assert not row["on_training"]


def test_a_crime_in_two_overlapping_hotspots_counts_once_and_so_does_their_ground():
    row = compare([boxes((0, 0, 200, 200), (100, 0, 300, 200))], town()).table.iloc[0]
    assert row["hits"] == 6
    assert row["area_ha"] == pytest.approx(6)
    assert row["overlap_ha"] == pytest.approx(2)
    assert row["length_m"] == pytest.approx(300)


def test_ground_and_crimes_outside_the_study_area_do_not_count():
    where = town(later=crimes((100, 100, 6), (-50, 50, 4), (1500, 110, 4)))
    row = compare([boxes((-200, 0, 200, 200))], where).table.iloc[0]
    assert where.left_out == 4
    assert (row["crimes"], row["hits"]) == (10, 6)
    assert row["area_ha"] == pytest.approx(4)


def test_hotspots_that_are_lines_hold_the_crimes_whose_nearest_link_is_theirs():
    table = compare([CENTRES], town()).table
    row = table.iloc[0]
    assert (row["hits"], row["length_m"]) == (6, pytest.approx(400))
    assert row["pai_length"] == pytest.approx(0.6 / (400 / 2800))
    assert row["pei_length"] == pytest.approx(1)
    assert table[["area_ha", "pai", "pei", "pai_low", "clumpiness", "overlap_ha"]].isna().all(axis=None)
    with pytest.raises(HotspotError, match="need the streets"):
        compare([CENTRES], town(streets=None))


def test_crimes_far_from_any_street_count_against_lines_and_not_for_the_best():
    where = town(later=crimes((100, 100, 6), (1500, 110, 3), (1200, 600, 1)))
    row = compare([CENTRES], where).table.iloc[0]
    assert (row["crimes"], row["hit_rate"]) == (10, 0.6)
    assert row["pei_length"] == pytest.approx(1), "the best 400 m hold 6, and the crime off the streets is no hit"


def test_earlier_crimes_outside_the_study_area_do_not_count():
    outside = town(before=crimes((100, 100, 16), (1500, 110, 2), (400, 600, 2), (-100, 100, 80)))
    assert compare([WEST], outside).table["recapture"][0] == pytest.approx(0.6 / 0.8)


def test_a_crime_in_two_hotspots_is_that_of_the_higher_rank():
    layer = boxes((100, 0, 300, 200), (0, 0, 200, 200), rank=np.array([2.0, 1.0]))
    curve = compare([layer], town()).curves[0]
    assert curve.hits.tolist() == pytest.approx([0, 0.6, 0.6])
    assert curve.size.tolist() == pytest.approx([0, 0.02, 0.03])


def test_lines_off_the_streets_are_said():
    off = HotspotLayer("drawn", shapely.from_wkt(np.array(["LineString (0 300, 400 300)"], dtype=object)))
    found = compare([off], town())
    assert "400 m of drawn are on no street" in found.notes[0]
    assert found.table["hits"].tolist() == [0]


def test_curves_grow_by_rank_and_end_at_the_hit_rate():
    layer = boxes((1400, 0, 1600, 200), (0, 0, 200, 200), rank=np.array([2.0, 1.0]))
    found = compare([layer], town())
    curve = next(c for c in found.curves if c.by == AREA)
    assert curve.hits.tolist() == pytest.approx([0, 0.6, 0.9])
    assert curve.size.tolist() == pytest.approx([0, 0.02, 0.04])
    assert {c.by for c in found.curves} == {AREA, LENGTH}
    best = next(c for c in found.best if c.by == AREA)
    assert best.hits[:4].tolist() == pytest.approx([0, 0.6, 0.9, 1.0])


def test_without_ranks_hotspots_come_by_earlier_density_never_by_what_is_scored():
    layer = boxes((1400, 0, 1600, 200), (0, 0, 200, 200))
    swapped = town(before=crimes((1500, 110, 9), (100, 100, 1)))
    assert compare([layer], swapped).curves[0].hits.tolist() == pytest.approx([0, 0.3, 0.9])
    assert compare([layer], town(before=None)).curves == []


def test_the_difference_to_the_first_layer_has_an_interval_over_the_same_samples():
    same = boxes((0, 0, 200, 200), name="again")
    table = compare([WEST, same, EAST], town(), samples=4000).table
    assert np.isnan(table["difference"][0])
    assert table["difference"].tolist()[1:] == pytest.approx([0, -0.3])
    assert np.isnan(table["difference_low"][1]), "the same crimes in every sample: no doubt, no interval"
    # hits are 6 and 3 of 10 crimes: the difference has a standard deviation of sqrt(0.9 − 0.09) / sqrt(10)
    width = table["difference_high"][2] - table["difference_low"][2]
    assert width == pytest.approx(2 * 1.96 * np.sqrt(0.81 / 10), rel=0.12)
    assert table["hit_low"][0] < 0.6 < table["hit_high"][0]
    assert table["pai_low"][0] == pytest.approx(table["hit_low"][0] / 0.02)


def test_the_same_seed_gives_the_same_intervals_and_no_samples_none():
    first, again = (compare([WEST], town(), seed="a").table for _ in range(2))
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    assert np.isnan(compare([WEST], town(), samples=0).table["hit_low"][0])
    with pytest.raises(HotspotError, match="100 to"):
        compare([WEST], town(), samples=7)


def test_no_hit_at_all_gives_zeros_and_no_false_certainty():
    row = compare([boxes((900, 500, 1000, 600))], town()).table.iloc[0]
    assert (row["hits"], row["hit_rate"], row["pai"], row["pei"]) == (0, 0, 0, 0)
    assert np.isnan(row["hit_low"])
    assert np.isinf(row["rri"]) or np.isnan(row["rri"])


def many(recorded):
    corners = [(x, 0, x + 200, 200) for x in (0, 400, 800, 1200)]
    return boxes(*corners, recorded=np.array(recorded, dtype=float))


@pytest.mark.parametrize(
    ("recorded", "scored_on_training"),
    [([1, 2, 3, 4], True), ([11, 22, 33, 44], True), ([10, 20, 30, 40], False), ([np.nan] * 4, False)],
)
def test_counts_that_are_those_of_the_crimes_scored_give_training_away(recorded, scored_on_training):
    later = crimes((100, 100, 1), (500, 100, 2), (900, 100, 3), (1300, 100, 4))
    before = crimes((100, 100, 10), (500, 100, 20), (900, 100, 30), (1300, 100, 40))
    found = compare([many(recorded)], town(before=before, later=later)).table["on_training"][0]
    assert found == scored_on_training


def test_without_earlier_crimes_only_counts_that_agree_tell_of_training():
    assert compare([WEST], town(before=None)).table["on_training"][0] is None
    assert compare([WEST], town(), overlapping=True).table["on_training"][0]


def test_without_a_study_area_it_is_the_cells_with_a_crime_earlier_or_later():
    spots = [(0, 0), (10, 0), (20, 0)]
    x, y = hexgrid.centres(*np.array(spots).T, 50_000)
    where = scene.scene((x[:2], y[:2]), (x[1:], y[1:]), None, None)
    assert where.area_m2 == 150_000
    hexagon = HotspotLayer("one", hexgrid.polygons(np.array([0]), np.array([0]), 50_000).shapes())
    row = compare([hexagon], where).table.iloc[0]
    assert row["area_share"] == pytest.approx(1 / 3)
    assert row["pai"] == pytest.approx(0.5 / (1 / 3))
    assert row["pei"] == pytest.approx(1)
    assert np.isnan(row["length_m"])


def test_chicagos_hexagons_score_as_published(data):
    """field.md G14, through geometry: 76 hexagons of 2014–15 on 2016, in the 7,607 hexagons ever with a burglary."""
    table = pd.read_csv(data("chicago_burglary/chicago_burglary_2014_2017.csv.gz"))
    x, y = table["x"].to_numpy(), table["y"].to_numpy()
    year = table["date_single"].str[-4:].astype(int).to_numpy()
    col, row, index = hexgrid.group(*hexgrid.cell_of(x, y, 50_000))
    train = np.bincount(index[year <= 2015], minlength=col.size)
    order = np.lexsort((row, (col - row) // 2, -train))
    every = hexgrid.polygons(col, row, 50_000).shapes()
    later, before = (x[year == 2016], y[year == 2016]), (x[year <= 2015], y[year <= 2015])
    where = scene.scene(later, before, every, None)
    layers = [HotspotLayer(str(n), every[order[:n]], np.arange(n), train[order[:n]].astype(float)) for n in (76, 760)]
    found = compare(layers, where).table
    assert (100 * found["hit_rate"]).round(2).tolist() == [4.80, 23.47]
    assert found["pai"].round(2).tolist() == [4.81, 2.35]
    assert found["pei"].round(3).tolist() == [0.647, 0.622]
    assert found["on_training"].tolist() == [False, False]
    assert (found["recapture"] < 1).all(), "what was chosen for being high falls back"
    # a binomial interval for 4.80 % of 11,701: ± 1.96 · sqrt(p(1−p)/n)
    assert found["hit_low"][0] == pytest.approx(0.0480 - 1.96 * np.sqrt(0.048 * 0.952 / 11_701), abs=4e-4)
    built_on_all = HotspotLayer(
        "x", every[order[:76]], None, np.bincount(index[(year <= 2016)])[order[:76]].astype(float)
    )
    assert compare([built_on_all], where).table["on_training"][0]


def test_it_can_be_cancelled():
    class Stop:
        def at(self, fraction):
            raise CancelledError

    with pytest.raises(CancelledError):
        compare([WEST], town(), progress=Stop())


def test_streets_of_another_town_are_refused():
    far = shapely.from_wkt(np.array(["LineString (90000 0, 90100 0)"], dtype=object))
    with pytest.raises(HotspotError, match="within 75 m of a street"):
        town(study=None, streets=far)


def test_crimes_outside_the_study_area_alone_are_refused():
    with pytest.raises(HotspotError, match="study area"):
        town(later=crimes((9000, 9000, 3)))


def test_layers_are_called_as_the_analyst_says_and_never_the_same():
    assert names_of(["a", "b"], "") == ["a", "b"]
    assert names_of(["Hotspots", "Hotspots", "Hotspots"], " ") == ["Hotspots", "Hotspots (2)", "Hotspots (3)"]
    assert names_of(["x", "y", "z"], "Hexagons; ;Our beats ") == ["Hexagons", "y", "Our beats"]
    with pytest.raises(HotspotError, match="1 names are given for 2 hotspot layers"):
        names_of(["x", "y"], "Hexagons, beats")
