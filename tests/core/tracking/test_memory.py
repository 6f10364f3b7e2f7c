"""Ten million fixes must fit: what one fix takes, counted by the columns that there must be, and how it grows."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest
import shapely

from hotspot_plugin.core.growing import Growing
from hotspot_plugin.core.tracking import clean as cleaning
from hotspot_plugin.core.tracking import fixes as fixing
from hotspot_plugin.core.tracking import legs, presence
from hotspot_plugin.core.tracking.fixes import Collector, Points

UNITS, EACH = 400, 500
COUNT = UNITS * EACH


def peak(work):
    """Return what `work` makes, and the most bytes that it held at a time beside what there was before."""
    tracemalloc.start()
    try:
        made = work()
        return made, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def small_blocks(monkeypatch):
    """A block of the real size would be all of these few fixes."""
    for module in (legs, presence, fixing):
        monkeypatch.setattr(module, "AT_ONCE", 2_000)
    monkeypatch.setattr(cleaning, "_SLICE", 2_000)


def track():
    """Columns of units that walk to and fro beside a hotspot, in order."""
    step = np.tile(np.arange(EACH), UNITS)
    unit = np.repeat(np.arange(UNITS, dtype=np.int32), EACH)
    time = (step * 30_000).astype("M8[ms]")
    return pd.Categorical.from_codes(unit, [f"u{i:04}" for i in range(UNITS)]), time, 130.0 * (step % 3), 1.0 * step


def test_fixes_in_order_are_joined_with_little_more_than_their_units_and_joins(small_blocks):
    unit, time, x, y = track()
    made, most = peak(lambda: legs.order_fixes(unit, time, x, y))
    assert made.x is x
    assert made.joined.sum() == COUNT - UNITS
    # numbers of units (8), joins (1), and a few flags of one byte at a time
    assert most < 20 * COUNT


def test_fixes_in_any_order_are_held_once_more_and_not_twice(small_blocks):
    unit, time, x, y = track()
    mixed = np.random.default_rng(1).permutation(COUNT)
    unit, time, x, y = unit[mixed], time[mixed], x[mixed], y[mixed]
    _, most = peak(lambda: legs.order_fixes(unit, time, x, y))
    # unit, time, x, y (32), the order (8), and keys to sort by (24)
    assert most < 75 * COUNT


@pytest.mark.parametrize(("spoken", "most_a_fix"), [(False, 75), (True, 95)])
def test_an_import_takes_about_what_its_columns_take(small_blocks, spoken, most_a_fix):
    unit, time, x, y = track()
    x, y = x / 100_000.0, y / 100_000.0
    x[5::EACH] += 50.0  # a jump in each unit, so that not all are kept
    order = np.argsort(time, kind="stable")
    row, names, nothing = (
        np.arange(1, COUNT + 1),
        np.asarray(unit, dtype=object),
        np.full(1000, 1.0 if spoken else np.nan),
    )

    def read():
        collector = Collector()
        for start in range(0, COUNT, 1000):
            part = order[start : start + 1000]
            ones = np.ones(1000, dtype=np.int64)
            collector.add(
                "", "f", Points(row[part], ones, time[part], x[part], y[part], nothing, nothing, [], names[part])
            )
        fixes = collector.finish()
        del collector
        return cleaning.clean(fixes, cleaning.Rules(np.datetime64("2026-01-01", "ms"), 300.0, 0.0))

    made, most = peak(read)
    assert made.fixes.digest()
    assert len(made.fixes.table) == COUNT - UNITS
    assert len(made.fixes.rejects) == UNITS
    # unit, source, row and segment (4 each), time, x, y (8 each) are 40; an order (8), the column that is being sorted
    # (8), spare room of those that grow (1/8), flags; accuracy and speed are 8 each
    assert most < most_a_fix * COUNT


def test_units_more_do_not_make_presence_take_more(small_blocks):
    far = np.array([shapely.box(9000, 9000, 9100, 9100), shapely.box(-5, 250, 5, 251)], dtype=object)
    unit, time, x, y = track()

    def seen(units):
        part = slice(0, units * EACH)
        made = legs.order_fixes(unit[part], time[part], x[part], y[part])
        return peak(lambda: presence.find_presence(made, far, 60.0, 10.0))[1]

    few, many = seen(40), seen(UNITS)
    # of whole columns there are flags of one byte alone
    assert many - few < 3 * (UNITS - 40) * EACH


def test_columns_that_grow_are_never_all_there_twice():
    part, count = np.zeros(10_000), 100
    tracemalloc.start()
    try:
        columns = [Growing(np.float64) for _ in range(8)]
        for _ in range(count):
            for column in columns:
                column.add(part)
        before = tracemalloc.get_traced_memory()[0]
        tracemalloc.reset_peak()
        taken = [column.take() for column in columns]
        more = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert [len(column) for column in taken] == [count * len(part)] * 8
    # one of them for a moment, since NumPy from 2.5 on copies what it makes larger or smaller
    assert more < 1.1 * count * part.nbytes
