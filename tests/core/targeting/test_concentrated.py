"""Concentration over time, by hand arithmetic and on real crimes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.targeting.concentrated import MONTH, QUARTER, YEAR, measure
from hotspot_plugin.core.targeting.places import Places, hexagons

# four places; 2018: 4, 2, 1, 1 crimes; 2019: none; 2020: 1, 0, 3, 0
OF_CRIME = np.array([0] * 4 + [1] * 2 + [2, 3] + [0] + [2] * 3)
TIME = np.array(["2018-05-01"] * 8 + ["2020-12-31T23:59"] * 4, dtype="M8[ms]")
FOUR = Places(OF_CRIME, np.array([100.0, 300, 100, 500]))


def test_every_period_has_its_row_and_all_crimes_the_first():
    table = measure(FOUR, TIME, YEAR, lengths=True).table.set_index("period")
    assert table.index.tolist() == ["all", "2018", "2019", "2020"]
    assert table["crimes"].tolist() == [12, 8, 0, 4]
    assert table["places"].tolist() == [4, 4, 4, 4]
    assert table["places_with_crime"].tolist() == [4, 4, 0, 2]
    # 5, 2, 4, 1: ascending 1·1 + 2·2 + 3·4 + 4·5 = 37; (2·37/12 − 5)/4
    assert table.loc["all", "gini"] == pytest.approx((74 / 12 - 5) / 4)
    assert table.loc["2018", ["places_25", "places_50"]].tolist() == [1, 1]
    assert table.loc["2018", ["share_25", "length_share_25"]].tolist() == [0.25, 0.1]
    assert table.loc["all", "places_50"] == 2
    assert table.loc["all", "length_share_50"] == pytest.approx(0.2)
    assert table.loc["2019"].drop(["starts", "crimes", "places", "places_with_crime"]).isna().all()


def test_what_the_hot_places_kept_is_of_the_period_just_before():
    table = measure(FOUR, TIME, YEAR).table.set_index("period")
    assert np.isnan(table.loc["2020", "kept_25"]), "2019 has no crime, so no hot places"
    close = measure(FOUR, np.where(TIME[0] < TIME, TIME[0] + np.timedelta64(365, "D"), TIME), YEAR).table
    assert close["kept_25"].tolist()[-1] == 0.25, "place 0 held half of 2018 and one of four crimes after"


def test_quarters_and_months_are_those_of_the_calendar():
    assert measure(FOUR, TIME, QUARTER).table["period"].tolist()[1:3] == ["2018 Q2", "2018 Q3"]
    assert measure(FOUR, TIME, QUARTER).table["period"].tolist()[-1] == "2020 Q4"
    months = measure(FOUR, TIME, MONTH).table
    assert (months["period"].iloc[1], months["period"].iloc[-1], len(months)) == ("2018-05", "2020-12", 33)
    assert months["starts"].iloc[-1] == pd.Timestamp("2020-12-01")


def test_crimes_at_no_place_and_without_a_time_are_not_counted_in_periods():
    at = np.where(np.arange(12) == 0, -1, OF_CRIME)
    time = TIME.copy()
    time[:2] = np.datetime64("NaT", "ms")
    made = measure(Places(at, FOUR.size), time, YEAR)
    assert made.undated == 1
    assert made.table["crimes"].tolist() == [11, 6, 0, 4]


def test_periods_without_times_and_wild_dates_are_refused():
    with pytest.raises(HotspotError, match="choose the field"):
        measure(FOUR, None, YEAR)
    with pytest.raises(HotspotError, match="No crime at a place has a time"):
        measure(FOUR, np.full(12, np.datetime64("NaT", "ms"), dtype="M8[ms]"), YEAR)
    wild = TIME.copy()
    wild[0] = np.datetime64("0201-05-01")
    with pytest.raises(HotspotError, match=r"0201-05-01.*wrong date"):
        measure(FOUR, wild, MONTH)
    with pytest.raises(HotspotError, match="no crime"):
        measure(Places(np.full(3, -1), FOUR.size))


def test_it_can_be_cancelled():
    class Stop:
        def at(self, fraction):
            raise CancelledError

    with pytest.raises(CancelledError):
        measure(FOUR, TIME, YEAR, progress=Stop())


def test_chicagos_burglary_concentrates_more_than_chance(data):
    table = pd.read_csv(data("chicago_burglary/chicago_burglary_2014_2017.csv.gz"))
    time = pd.to_datetime(table["date_single"], dayfirst=True).to_numpy(dtype="M8[ms]")
    places = hexagons(table["x"].to_numpy(), table["y"].to_numpy(), 5)
    made = measure(places, time, YEAR).table.set_index("period")
    assert made.loc["all", "places"] == 7607
    assert made.loc["all", "crimes"] == 45_319
    assert made.loc["2016", "crimes"] == 11_701
    # an independent count by pandas
    counts = pd.Series(places.of_crime[time.astype("M8[Y]") == np.datetime64("2016")]).value_counts()
    held = counts.cumsum() / counts.sum()
    assert made.loc["2016", "places_25"] == (held < 0.25).sum() + 1
    assert made.loc["2016", "places_50"] == (held < 0.5).sum() + 1
    assert (made["share_25"] < made["chance_25"]).all()
    assert (made["gini"] > made["chance_gini"]).all()
