"""Place-periods and their cells from schedules and arms, crimes counted in them, and the sentences at the end."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import shapely

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tracking.periods import Periods
from hotspot_plugin.core.trial.counting import Crimes, count
from hotspot_plugin.core.trial.crossover import Design, drawn
from hotspot_plugin.core.trial.evaluation import Totals, dose_by_arm
from hotspot_plugin.core.trial.inference import Inference
from hotspot_plugin.core.trial.layout import from_arms, from_schedule
from hotspot_plugin.core.trial.moments import moment
from hotspot_plugin.core.trial.verdict import change, displacement_verdict, dose_verdict, lag_verdict, verdict

HOUR = 3_600_000
START = np.datetime64("2024-03-30T06:00", "ms")


def ids(*names):
    return np.array(names, dtype=object)


def schedule(arms, **columns):
    """Rows for days × hotspots A, B, … of "T" and "C" given day by day."""
    rows = [(d, h) for d in range(len(arms)) for h in range(len(arms[0]))]
    starts = [START + np.timedelta64(24 * d, "h") for d, _ in rows]
    made = {
        "hotspot_id": [chr(65 + h) for _, h in rows],
        "period": [f"d{d}" for d, _ in rows],
        "starts": np.array(starts, dtype="M8[ms]"),
        "ends": np.array(starts, dtype="M8[ms]") + np.timedelta64(24, "h"),
        "arm": ["treatment" if arms[d][h] == "T" else "control" for d, h in rows],
    }
    return pd.DataFrame({**made, **{name: [f(d, h) for d, h in rows] for name, f in columns.items()}})


def test_lag_is_the_arm_of_the_unit_in_its_period_before():
    layout = from_schedule(schedule(["TC", "CT", "TC"]), ids("A", "B"))
    panel = layout.panel
    lag = panel.lagged(panel.treated, 1)[1]
    cells = pd.DataFrame({"at": panel.row, "unit": panel.column, "z": panel.treated, "lag": lag})
    cells = cells.sort_values(["unit", "at"])
    assert cells["z"].tolist() == [1, 0, 1, 0, 1, 0]
    assert cells["lag"].tolist() == [0, 1, 0, 0, 0, 1]


def test_hotspots_of_a_cluster_are_one_cell_and_add_up():
    table = schedule(["TTCC", "CCTT"], cluster_id=lambda d, h: "x" if h < 2 else "y")
    layout = from_schedule(table, ids("A", "B", "C", "D"))
    assert len(layout.panel.row) == 4
    assert sorted(layout.sums(np.ones(8))) == [2, 2, 2, 2]


def test_strata_have_dates_of_their_own_and_are_dealt_apart():
    table = schedule(["TCCC", "CTCC"], stratum=lambda d, h: "day" if h < 2 else "night")
    layout = from_schedule(table, ids("A", "B", "C", "D"))
    assert len(np.unique(layout.panel.row)) == 4
    assert sorted(set(layout.panel.chance)) == [0, 0.5]
    drawn = layout.redraw(np.random.default_rng(1), 50)
    night = layout.panel.chance == 0
    assert not drawn[:, night].any()
    assert (drawn.sum(axis=1) == 2).all()


def test_redraws_keep_a_run_limit_that_the_schedule_was_drawn_with():
    table = schedule(["TC", "CT", "TC", "CT", "TC"], probability=lambda d, h: 0.5)
    layout = from_schedule(table, ids("A", "B"), max_run=1)
    drawn = layout.redraw(np.random.default_rng(1), 40)
    a = drawn[:, layout.panel.column == 0]
    assert (a[:, 1:] != a[:, :-1]).all()
    assert 5 < a[:, 0].sum() < 35


def test_periods_after_the_end_and_other_arms_are_left_out_and_said():
    table = schedule(["TC", "CT", "TC"])
    table.loc[0, "arm"] = "foot"
    end = int((START + np.timedelta64(48, "h")).astype(np.int64))
    layout = from_schedule(table, ids("A", "B"), until=end)
    assert len(layout.cell) == 3
    assert layout.said[0] == "3 place-periods of other arms or after the end are left out."


def test_a_row_without_an_arm_is_refused():
    table = schedule(["TC"])
    table.loc[1, "arm"] = None
    with pytest.raises(HotspotError, match="Row 2 of the schedule has no arm"):
        from_schedule(table, ids("A", "B"))
    with pytest.raises(HotspotError, match="no field arm"):
        from_schedule(table.drop(columns="arm"), ids("A", "B"))


def test_a_parallel_trial_with_a_baseline_has_two_times_and_nobody_treated_in_the_first():
    arms = pd.DataFrame(
        {"hotspot_id": ["A", "B", "C", "D"], "arm": ["treatment", "control"] * 2, "block": list("xxyy")}
    )
    layout = from_arms(arms, ids("A", "B", "C", "D"), 10 * HOUR, 20 * HOUR, 0)
    assert len(layout.cell) == 8
    assert layout.panel.treated.sum() == 2
    assert layout.before.sum() == 4
    assert not layout.panel.treated[layout.cell[layout.before]].any()
    drawn = layout.redraw(np.random.default_rng(2), 60)
    after = [np.unique(layout.cell[(layout.periods.hotspot == h) & ~layout.before])[0] for h in range(4)]
    assert (drawn[:, after[:2]].sum(axis=1) == 1).all()  # one of each block
    assert (drawn[:, after[2:]].sum(axis=1) == 1).all()
    assert (drawn.sum(axis=1) == 2).all()


def test_clusters_that_are_not_those_of_the_draw_and_dates_out_of_order_are_refused():
    arms = pd.DataFrame({"hotspot_id": ["A", "B"], "arm": ["treatment", "control"], "cluster_id": ["x", "x"]})
    with pytest.raises(HotspotError, match="Hotspots of cluster x have different arms"):
        from_arms(arms, ids("A", "B"), 0, HOUR)
    with pytest.raises(HotspotError, match="must end after it starts"):
        from_arms(arms, ids("A", "B"), HOUR, 0)
    with pytest.raises(HotspotError, match="No hotspot has the arm"):
        from_arms(arms, ids("X", "Y"), 0, HOUR)


def test_crimes_are_counted_at_the_middle_of_their_span_on_the_edge_and_in_both_of_two_hotspots():
    places = np.array([shapely.box(0, 0, 10, 10), shapely.box(8, 0, 20, 10)], dtype=object)
    day = 24 * HOUR
    periods = Periods(np.array([0, 0, 1, 1]), np.array([0, day, 0, day]), np.array([day, 2 * day, day, 2 * day]),
                      ids("1", "2", "1", "2"), ids("T", "C", "C", "T"))  # fmt: skip
    times = np.array([1, 23, 9, 30, 2, 3], dtype="M8[h]").astype("M8[ms]")
    until = np.array([1, 27, 9, 30, 2, 40], dtype="M8[h]").astype("M8[ms]")
    x, y = np.array([5.0, 5.0, 9.0, 20.0, 30.0, 5.0]), np.full(6, 5.0)
    found = count(Crimes(x, y, times, until, np.arange(1.0, 7.0)), places, np.array([0, 1]), periods)
    # 1 in A at 1 h; 2 in A from 23 to 27 h: its middle is 25 h; 3 in both; 4 on B's edge; 5 nowhere; 6 spans 37 h
    assert found.crimes.tolist() == [2, 1, 1, 1]
    assert found.harm.tolist() == [1 + 3, 2, 3, 4]
    assert found.flow == {
        "without a location": 0, "without a time": 0, "outside the places": 1, "outside the trial's dates": 0,
        "with a time not known well enough": 1, "counted": 4,
        "of these at the middle of a span that reaches into another period": 1,
    }  # fmt: skip


def test_dose_is_that_of_the_arms_as_drawn_and_unmeasured_is_not_zero():
    layout = from_schedule(schedule(["TC", "CT"]), ids("A", "B"))
    dosage = pd.DataFrame({
        "hotspot_id": ["A", "B", "A", "B"], "period": ["d0", "d0", "d1", "d1"],
        "visits": [2.0, 0.0, np.nan, 1.0], "officer_min": [40.0, 0.0, np.nan, 20.0], "patrol_min": [30, 0, np.nan, 10],
    })  # fmt: skip
    dose = dose_by_arm(layout, dosage, ids("A", "B")).set_index("arm")
    assert dose.loc["treatment", ["place_periods", "measured", "patrol_min"]].tolist() == [2, 2, 20]
    assert dose.loc["control", ["place_periods", "measured", "patrol_min"]].tolist() == [2, 1, 0]
    assert dose_by_arm(layout, dosage.assign(period="x"), ids("A", "B")).empty


TOTALS = Totals(80, 100, 50, 50, np.nan, np.nan, np.nan)


def test_sentences_say_less_more_and_cannot_tell():
    tells, said = verdict(Inference(0.8, 0.012, 0.68, 0.95, 9999), TOTALS)
    assert tells
    assert said == (
        "There was 20 % less crime in treated hotspots than there would have been without treatment "
        "(95 % interval: 32 % less to 5.0 % less). "
        "Chance alone would make such a difference in about 12 of 1,000 trials."
    )
    tells, said = verdict(Inference(1.2, 0.0002, 1.1, None, 9999), TOTALS)
    assert tells
    assert "20 % more crime" in said
    assert "10 % more to any rise" in said
    assert "no more than 1 of 1,000" in said
    tells, said = verdict(Inference(0.91, 0.3, 0.76, 1.09, 9999), TOTALS)
    assert not tells
    assert said == (
        "This trial cannot tell whether patrols changed crime: the best estimate is 9.0 % less, but anything from 24 % "
        "less to 9.0 % more fits what was seen. That is not the same as no effect."
    )
    assert not verdict(Inference(0.8, 0.06, 0.6, 0.99, 99), TOTALS)[0], "p and interval must both say so"


def test_sentences_of_displacement_and_dose():
    assert "it did not just move there" in displacement_verdict(Inference(0.8, 0.01, 0.7, 0.9, 999), TOTALS)
    assert "may have moved there" in displacement_verdict(Inference(1.3, 0.01, 1.1, 1.5, 999), TOTALS)
    assert "cannot tell" in displacement_verdict(Inference(1.0, 0.9, 0.7, 1.4, 999), TOTALS)
    assert "too little crime" in displacement_verdict(Inference(None, 1, None, None, 999), TOTALS)

    def dose(treated, control):
        return dose_verdict(pd.DataFrame({"arm": ["treatment", "control"], "patrol_min": [treated, control]}))

    assert dose(15, 1).endswith("a control 1.0.")
    assert "more than half as much" in dose(15, 10)
    assert "did not test what it meant to" in dose(5, 10)
    assert "nobody knows" in dose(5, np.nan)
    assert change(1.0) == "no less and no more"


def test_dates_are_midnight_where_the_trial_is():
    assert moment("2024-07-01", "START", "Europe/London") == np.datetime64("2024-06-30T23:00", "ms").astype(np.int64)
    assert moment("2024-07-01T06:00", "START", "UTC") == np.datetime64("2024-07-01T06:00", "ms").astype(np.int64)
    with pytest.raises(HotspotError, match="END is “soon”, which is no date"):
        moment("soon", "END", "UTC")


def test_sentences_of_what_lasts():
    no, yes, more = (Inference(*of, 999) for of in ((1.0, 0.6, 0.8, 1.3), (0.8, 0.02, 0.7, 0.95), (1.3, 0.01, 1.1, 2)))
    assert lag_verdict([]) == ""
    assert lag_verdict([yes, yes]) == (
        "In the period after treatment there was still 20 % less crime: the effect lasts, and controls had a part of "
        "it."
    )
    assert lag_verdict([no, more, more]).startswith("2 periods after treatment there was 30 % more crime")
    # 0.02 in one of three lags is no more than chance
    assert lag_verdict([no, yes, no, no]) == (
        "The trial cannot tell whether an effect lasts into the period after treatment: anything from 20 % less to "
        "30 % more fits there."
    )
    assert lag_verdict([Inference(None, np.nan, None, None, 999)] * 2) == ""


def drawn_with(max_run, balance, days=40, hotspots=12):
    """Arms of a schedule, in letters, as `schedule` takes them."""
    names = tuple(f"{i:02}" for i in range(hotspots)), tuple(f"{i:02}" for i in range(days))
    design = Design(names[0], (None,), (0,) * hotspots, names[1], ((Fraction(hotspots, 2),),), max_run, balance)
    return ["".join("CT"[arm] for arm in row) for row in drawn(design, "seed")]


def test_constraints_that_were_not_given_are_suspected():
    hotspots = ids(*"ABCDEFGHIJKL")

    def said(constraints, **given):
        return " ".join(from_schedule(schedule(drawn_with(*constraints)), hotspots, **given).said)

    assert "give it as MAX_RUN" in said((3, False))
    assert "BALANCE_PREVIOUS" in said((0, True))
    assert said((0, False)) == said((3, True), max_run=3, balance_previous=True) == ""
