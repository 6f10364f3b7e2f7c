"""Effects from counts, against the papers, Wheeler's spreadsheet cell by cell, and hand arithmetic."""

from __future__ import annotations

import csv
import math
import zipfile
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.effects import (
    Normal,
    e_test,
    harm_wdd,
    incidence_rate_ratio,
    rate_ratio,
    wdd,
)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture(scope="module")
def cells(data):
    """Return a function from sheet and cell to the number that Wheeler's spreadsheet holds there."""
    with zipfile.ZipFile(data("evaluation/WDD_Spreadsheet_CrimeDeCoder.xlsx")) as book:
        sheets = {
            i: {
                c.get("r"): float(c.find(f"{MAIN}v").text)
                for c in ElementTree.fromstring(book.read(f"xl/worksheets/sheet{i}.xml")).iter(f"{MAIN}c")
                if c.get("t") is None and c.find(f"{MAIN}v") is not None
            }
            for i in (1, 2, 3, 4, 5)
        }
    return lambda sheet, name: sheets[sheet][name]


def test_the_example_of_the_wdd_paper():
    found = wdd((207, 110), (308, 318), (178, 157), (150, 140))
    assert (found.local.estimate, found.displacement.estimate, found.total.estimate) == (-107, -11, -118)
    assert found.local.se == pytest.approx(30.708, abs=5e-4)
    assert found.displacement.se == pytest.approx(25.0)
    assert found.total.se**2 == pytest.approx(1568)
    assert found.total.se == pytest.approx(39.598, abs=5e-4)
    assert found.total.z == pytest.approx(-2.97995, abs=5e-6)
    assert found.total.interval() == pytest.approx((-195.61, -40.39), abs=5e-3)
    assert found.total.p == pytest.approx(0.00288, abs=5e-6)


def test_small_counts_with_a_ninety_percent_interval():
    found = wdd((20, 10), (20, 20)).total
    assert found.estimate == -10
    assert found.se == pytest.approx(8.36660, abs=5e-6)
    assert found.z == pytest.approx(-1.195229, abs=5e-7)
    assert found.interval(0.9) == pytest.approx((-23.761833, 3.761833), abs=5e-7)


def test_twice_the_time_before():
    found = wdd((80, 20), (100, 50), time=(2, 1)).total
    assert found.estimate == -20
    assert found.se == pytest.approx(math.sqrt(115))


@pytest.mark.parametrize(
    ("counts", "time", "estimate", "se", "low", "high"),
    [
        (((120, 100), (130, 150)), (1, 1), -40, 22.4, -76.8, -3.2),
        (((120, 100), (130, 150), (40, 25), (30, 25)), (1, 1), -50, 24.9, -91.0, -9.0),
        (((100, 20), (200, 100)), (2, 1), -30, 14.0, -53.0, -7.0),
    ],
)
def test_the_examples_of_crimepy(counts, time, estimate, se, low, high):
    found = wdd(*counts, time=time).total
    assert found.estimate == pytest.approx(estimate)
    assert found.se == pytest.approx(se, abs=0.05)
    assert found.interval(0.9) == pytest.approx((low, high), abs=0.05)


def pair(cell, sheet, column, row):
    after = chr(ord(column) + 1)
    return cell(sheet, f"{column}{row}"), cell(sheet, f"{after}{row}")


def same(found: Normal, cell, sheet, column, first, last):
    after = chr(ord(column) + 1)
    assert found.estimate == pytest.approx(cell(sheet, f"{column}{first}"), rel=1e-12)
    assert found.se == pytest.approx(cell(sheet, f"{column}{first + 1}"), rel=1e-12)
    assert found.z == pytest.approx(cell(sheet, f"{column}{first + 2}"), rel=1e-12)
    assert found.p_fall == pytest.approx(cell(sheet, f"{column}{first + 3}"), rel=1e-9)
    assert found.interval() == pytest.approx((cell(sheet, f"{column}{last}"), cell(sheet, f"{after}{last}")), rel=1e-9)


def test_wheelers_spreadsheet_the_plain_sheet(cells):
    same(wdd(*(pair(cells, 1, "D", row) for row in (3, 4, 5, 6))).total, cells, 1, "H", 2, 8)


def test_wheelers_spreadsheet_different_times(cells):
    counts = [pair(cells, 2, "B", row) for row in (2, 3, 4, 5)]
    same(wdd(*counts, time=(cells(2, "B8"), cells(2, "B9"))).total, cells, 2, "F", 1, 7)


def test_wheelers_spreadsheet_different_areas(cells):
    counts = [pair(cells, 3, "B", row) for row in (2, 3, 4, 5)]
    areas = [cells(3, f"B{row}") for row in (8, 9, 10, 11)]
    same(wdd(*counts, area=areas).total, cells, 3, "F", 1, 7)


def test_wheelers_spreadsheet_harm(cells):
    parts = [(Normal(cells(4, f"B{row}"), cells(4, f"C{row}")), cells(4, f"D{row}")) for row in range(2, 7)]
    for (normal, weight), row in zip(parts, range(2, 7), strict=True):
        alone = harm_wdd([(normal, weight)])
        assert alone.estimate == pytest.approx(cells(4, f"E{row}"))
        assert alone.se**2 == pytest.approx(cells(4, f"F{row}"))
    found = harm_wdd(parts)
    assert found.estimate == pytest.approx(cells(4, "C9"))
    assert found.se == pytest.approx(cells(4, "C10"))
    assert found.z == pytest.approx(cells(4, "C11"))
    assert found.interval() == pytest.approx((cells(4, "C13"), cells(4, "C14")))


def test_wheelers_spreadsheet_cumulative_differences_and_ratios(cells):
    focus = comparison = 0.0
    for row in range(2, 16):
        focus, comparison = focus + cells(5, f"B{row}"), comparison + cells(5, f"C{row}")
        so_far = wdd((0, focus), (0, comparison)).total
        assert (so_far.estimate, so_far.se) == pytest.approx((cells(5, f"G{row}"), cells(5, f"H{row}")))
        months = row - 1
        monthly = wdd((0, focus), (0, comparison), time=(1, months)).total
        assert (monthly.estimate, monthly.se) == pytest.approx((cells(5, f"P{row}"), cells(5, f"R{row}")))
        ratio = rate_ratio(focus, 1, comparison, 1)
        assert (ratio.log.estimate, ratio.log.se) == pytest.approx((cells(5, f"U{row}"), cells(5, f"V{row}")))
        assert ratio.value == pytest.approx(cells(5, f"W{row}"))


def test_time_and_area_weights_together_are_a_rate_per_both():
    # by hand: (30/(2·3) − 40/(1·3)) − (20/(2·2) − 10/(1·2)) = (5 − 13.333) − (5 − 5)
    found = wdd((40, 30), (10, 20), time=(1, 2), area=(3, 2, 1, 1)).total
    assert found.estimate == pytest.approx(30 / 6 - 40 / 3 - (20 / 4 - 10 / 2))
    assert found.se**2 == pytest.approx(30 / 36 + 40 / 9 + 20 / 16 + 10 / 4)


def test_the_rate_ratio_of_wilson():
    found = incidence_rate_ratio((50, 30), (60, 55))
    assert found.log.estimate == pytest.approx(-0.4238142, abs=5e-8)
    assert found.value == pytest.approx(0.6545455, abs=5e-8)
    assert found.log.se == pytest.approx(0.296954, abs=5e-7)
    assert found.interval() == pytest.approx((0.3657, 1.1714), abs=5e-5)
    assert wdd((50, 30), (60, 55)).total.estimate == -15


@pytest.mark.parametrize(("first", "second", "p"), [(3, 0, 0.088379), (6, 2, 0.1748748)])
def test_the_e_test_of_krishnamoorthy_and_thomson(first, second, p):
    assert e_test(first, second) == pytest.approx(p, abs=5e-7)
    assert e_test(second, first) == pytest.approx(p, abs=5e-7)


def test_raids_of_kansas_city(data):
    """Sherman & Rogan 1995: means of calls after five weeks as the data's source gives them (arms 0 and 1)."""
    with open(data("evaluation/sherman_raids_rct.csv"), encoding="utf-8") as file:
        rows = [(int(r["treatment"]), float(r["CFS_after_5weeks"])) for r in csv.DictReader(file)]
    raided, others = ([calls for arm, calls in rows if arm == which] for which in (1, 0))
    assert (len(others), len(raided)) == (103, 104)
    assert (sum(others) / 103, sum(raided) / 104) == pytest.approx((2.83, 3.10), abs=0.005)
    ratio = rate_ratio(sum(raided), len(raided), sum(others), len(others))
    assert ratio.value == pytest.approx(3.10 / 2.83, abs=0.004)
    assert ratio.interval()[0] < 1 < ratio.interval()[1]


counts = st.integers(0, 500)


@given(st.tuples(counts, counts), st.tuples(counts, counts), st.floats(0.1, 10), st.floats(0.1, 10))
def test_weights_that_are_all_alike_divide_estimate_and_error(treated, control, time, area):
    plain = wdd(treated, control).total
    found = wdd(treated, control, time=(time, time), area=(area,) * 4).total
    assert found.estimate == pytest.approx(plain.estimate / (time * area), abs=1e-9)
    assert found.se == pytest.approx(plain.se / (time * area), abs=1e-9)


def test_what_cannot_be_computed_is_said():
    with pytest.raises(HotspotError, match="E-test of two counts of 0 is undefined"):
        e_test(0, 0)
    with pytest.raises(HotspotError, match="at least one crime in each arm"):
        incidence_rate_ratio((5, 0), (5, 5))
    with pytest.raises(HotspotError, match="must be above 0"):
        wdd((1, 1), (1, 1), time=(0, 1))
    with pytest.raises(HotspotError, match="cannot be negative"):
        wdd((1, -1), (1, 1))
