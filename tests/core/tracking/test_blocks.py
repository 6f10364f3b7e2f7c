"""What is done some units, stays or visits at a time must give what it gives all at once."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tracking import dosage, legs, visits
from hotspot_plugin.core.tracking import fixes as fixing
from hotspot_plugin.core.tracking.fixes import Collector, Points, Reject
from tests.core.tracking.walks import SQUARE, Patrol, fixes

# many equal times and places, two segments, some of each missing
row = st.tuples(
    st.sampled_from(["B", "A", "C", None]),
    st.one_of(st.none(), st.integers(0, 12).map(lambda s: 30 * s), st.integers(0, 3000)),
    st.one_of(st.just(np.nan), st.integers(-50, 150)),
    st.integers(-50, 150),
    st.sampled_from([1.0, 2.0, np.nan]),
)
TWO = [SQUARE, shapely.box(50, 50, 150, 150)]
NOON, STEP = np.datetime64("2024-05-01T12:00"), np.timedelta64(2, "m")


def same(one, other):
    for field in dataclasses.fields(one):
        values = (getattr(one, field.name), getattr(other, field.name))
        if isinstance(values[0], np.ndarray):
            assert np.array_equal(*values, equal_nan=values[0].dtype.kind == "f"), field.name
        else:
            assert values[0] == values[1], field.name


@given(st.lists(row, min_size=1, max_size=60), st.sampled_from([None, 60.0]), st.booleans())
def test_fixes_are_put_in_order_unit_by_unit_as_all_together(rows, gap, sort):
    if sort:
        rows = sorted(rows, key=lambda r: (r[0] or "", r[1] or 0))
    given_ = fixes(*rows)
    try:
        whole = legs.order_fixes(**given_, max_gap_s=gap)
    except HotspotError:
        return
    categories = {**given_, "unit": pd.Categorical(given_["unit"], categories=["C", "no fix", "B", "A"])}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(legs, "AT_ONCE", 1)
        same(legs.order_fixes(**given_, max_gap_s=gap), whole)
        same(legs.order_fixes(**categories, max_gap_s=gap), whole)
        assert np.array_equal(legs.order_fixes(**given_).pings(), whole.pings(), equal_nan=True)


def walks(seed, units):
    random = np.random.default_rng(seed)
    rows = []
    for unit in range(units):
        way = np.cumsum(random.normal(0, 30, (40, 2)), axis=0) + 50
        seconds = np.cumsum(random.choice([10, 20, 400], 40, p=[0.5, 0.45, 0.05]))
        rows += [(f"u{unit % 5}", int(s), x, y, unit) for s, (x, y) in zip(seconds, way, strict=True)]
    return rows


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("at_once", [1, 3, 50])
def test_dosage_and_visits_are_the_same_however_many_are_looked_at_together(seed, at_once, monkeypatch):
    schedule = pd.DataFrame(
        [(f"h{i}", f"{j}", NOON + j * STEP, NOON + (j + 1) * STEP) for i in range(2) for j in range(20)],
        columns=["hotspot_id", "period", "starts", "ends"],
    ).assign(arm="treatment")
    whole = [Patrol(walks(seed, 12), TWO), Patrol(walks(seed, 12), TWO, schedule=schedule)]
    assert len(whole[0].visits) > 10
    monkeypatch.setattr(dosage, "AT_ONCE", at_once)
    monkeypatch.setattr(visits, "AT_ONCE", at_once)
    for patrol, plan in zip(whole, (None, schedule), strict=True):
        again = Patrol(walks(seed, 12), TWO, schedule=plan)
        pd.testing.assert_frame_equal(again.dosage, patrol.dosage, check_exact=True)
        pd.testing.assert_frame_equal(again.visits, patrol.visits, check_exact=True)


def test_rows_of_visits_one_after_the_other_are_the_table_and_keys_stay_different(monkeypatch):
    # in and out twice within each second, at a hundredth of a second between fixes
    rows = [("A", 5 * i, 50 if i % 2 else 150, 20) for i in range(40)]
    rows += [("B", 100 + i / 10, 500 if i % 2 else 50, 20) for i in range(5)]
    patrol = Patrol(rows, TWO, merge_gap=0)
    period, arm = np.full((2, len(patrol.found.unit)), None, dtype=object)
    made = visits.VisitRows(patrol.found, patrol.track, patrol.ids, period, arm, 8)
    assert len(made) == len(patrol.visits) > 20
    parts = pd.concat([made.rows(i, min(i + 3, len(made))) for i in range(0, len(made), 3)], ignore_index=True)
    pd.testing.assert_frame_equal(parts, patrol.visits.assign(arm=parts["arm"]), check_exact=True)
    assert patrol.visits["visit_id"].is_unique
    assert patrol.visits["visit_id"].str.endswith("Z.1").any()
    monkeypatch.setattr(visits, "AT_ONCE", 1)
    again = visits.VisitRows(patrol.found, patrol.track, patrol.ids, period, arm, 8)
    assert again.rows(0, len(again))["visit_id"].tolist() == patrol.visits["visit_id"].tolist()
    brief = made.brief()
    for name in brief:
        assert brief[name].tolist() == patrol.visits[name].tolist(), name


def points(rows, bad=()):
    unit, second, x = (np.array(values) for values in zip(*rows, strict=True))
    nothing = np.full(len(x), np.nan)
    number = np.arange(1, len(x) + 1)
    time = np.datetime64("2026-01-05", "ms") + second.astype("m8[s]")
    return Points(number, number % 2 + 1, time, x * 1.0, x * 2.0, nothing, nothing, [*bad], unit.astype(object))


point = st.tuples(st.sampled_from("ABC"), st.integers(0, 20), st.integers(0, 90))


@given(st.lists(st.lists(point, min_size=1, max_size=20), min_size=1, max_size=4))
def test_fixes_are_collected_unit_by_unit_as_all_together(sources):
    def collected():
        collector = Collector()
        for i, rows in enumerate(sources):
            collector.add("", f"file{i}", points(rows))
        return collector.finish()

    whole = collected()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fixing, "AT_ONCE", 1)
        parts = collected()
    pd.testing.assert_frame_equal(parts.table, whole.table)
    pd.testing.assert_frame_equal(parts.rejects, whole.rejects)
    assert parts.falling == whole.falling
    assert parts.digest() == whole.digest()


def test_a_source_that_is_refused_halfway_leaves_no_fix_reject_or_name():
    called = []

    def call(name):
        called.append(name)
        return f"{name} is {len(called)}"

    def refuse(collector):
        collector.add("", "second", points([("X", 5, 5), ("Y", 6, 6)], [Reject("second", 3, "bad", "")]))
        raise HotspotError("it breaks off")

    one, other = Collector(call), Collector(call)
    for collector in (one, other):
        called.clear()
        with collector.all_or_none():
            collector.add("", "first", points([("B", 1, 1), ("A", 2, 2)]))
        if collector is one:
            with pytest.raises(HotspotError), collector.all_or_none():
                refuse(collector)
        spoken = dataclasses.replace(points([("X", 7, 7), ("A", 8, 8)]), speed_ms=np.array([1.0, np.nan]))
        with collector.all_or_none():
            collector.add("", "third", spoken)
    made, wanted = one.finish(), other.finish()
    pd.testing.assert_frame_equal(made.table, wanted.table)
    assert made.table["unit"].tolist() == ["A is 2", "A is 2", "B is 1", "X is 3"]
    assert made.table["speed_ms"].fillna(-1).tolist() == [-1, -1, -1, 1]
    assert made.table["accuracy_m"].isna().all()
    assert made.rejects.empty
