"""Effects from counts, against the papers, Wheeler's spreadsheet cell by cell, and hand arithmetic."""

from __future__ import annotations

import csv
import math
import zipfile
from fractions import Fraction
from statistics import NormalDist
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
    wdd_needed,
)

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
TWO_SE = 2 * (1 - NormalDist().cdf(2))  # the spreadsheet's cumulative sheet takes 2 for 1.96


class Sheet:
    """A sheet of Wheeler's spreadsheet: its numbers, and those of them that its formulas compute."""

    def __init__(self, xml: bytes) -> None:
        self.numbers: dict[str, float] = {}
        self.computed: set[str] = set()
        for cell in ElementTree.fromstring(xml).iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            if cell.get("t") is None and value is not None:
                self.numbers[cell.get("r")] = float(value.text)
                if cell.find(f"{MAIN}f") is not None:
                    self.computed.add(cell.get("r"))

    def __call__(self, *names: str) -> tuple[float, ...] | float:
        found = tuple(self.numbers[name] for name in names)
        return found if len(found) > 1 else found[0]

    def agrees(self, ours: dict[str, float]) -> None:
        """Compare every cell that the sheet computes, no more and no fewer."""
        assert set(ours) == self.computed
        for name, value in ours.items():
            assert value == pytest.approx(self.numbers[name], rel=1e-9, abs=1e-12), name


@pytest.fixture(scope="module")
def sheets(data):
    with zipfile.ZipFile(data("evaluation/WDD_Spreadsheet_CrimeDeCoder.xlsx")) as book:
        return {i: Sheet(book.read(f"xl/worksheets/sheet{i}.xml")) for i in range(1, 6)}


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


def results(found: Normal, column: str, first: int) -> dict[str, float]:
    """Return estimate, error, z, one-sided p and interval at the places in which the first three sheets have them."""
    low, high = found.interval()
    values = (found.estimate, found.se, found.z, found.p_fall)
    made = {f"{column}{first + i}": value for i, value in enumerate(values)}
    return {**made, f"{column}{first + 6}": low, f"{chr(ord(column) + 1)}{first + 6}": high}


def test_wheelers_spreadsheet_the_plain_sheet(sheets):
    counts = [sheets[1](f"D{row}", f"E{row}") for row in (3, 4, 5, 6)]
    sheets[1].agrees(results(wdd(*counts).total, "H", 2))


def test_wheelers_spreadsheet_different_times(sheets):
    counts = [sheets[2](f"B{row}", f"C{row}") for row in (2, 3, 4, 5)]
    sheets[2].agrees(results(wdd(*counts, time=sheets[2]("B8", "B9")).total, "F", 1))


def test_wheelers_spreadsheet_different_areas(sheets):
    counts = [sheets[3](f"B{row}", f"C{row}") for row in (2, 3, 4, 5)]
    sheets[3].agrees(results(wdd(*counts, area=sheets[3]("B8", "B9", "B10", "B11")).total, "F", 1))


def test_wheelers_spreadsheet_harm(sheets):
    parts = [(Normal(*sheets[4](f"B{row}", f"C{row}")), sheets[4](f"D{row}")) for row in range(2, 7)]
    ours = {}
    for row, part in zip(range(2, 7), parts, strict=True):
        alone = harm_wdd([part])
        ours |= {f"E{row}": alone.estimate, f"F{row}": alone.se**2}
    found = harm_wdd(parts)
    low, high = found.interval()
    sheets[4].agrees({**ours, "C9": found.estimate, "C10": found.se, "C11": found.z, "C13": low, "C14": high})


def test_wheelers_spreadsheet_cumulative_differences_and_ratios(sheets):
    sheet, ours = sheets[5], {}
    focus = comparison = 0.0
    for months, row in enumerate(range(2, 16), 1):
        focus, comparison = focus + sheet(f"B{row}"), comparison + sheet(f"C{row}")
        so_far = wdd((0, focus), (0, comparison)).total
        monthly = wdd((0, focus), (0, comparison), time=(1, months)).total
        low, high = so_far.interval(1 - TWO_SE)
        ratio = rate_ratio(focus, 1, comparison, 1)
        least, most = ratio.interval(1 - TWO_SE)
        values = {
            "E": focus, "F": comparison, "G": so_far.estimate, "H": so_far.se, "I": low, "J": high, "L": low - high,
            "O": months, "P": monthly.estimate, "Q": months**-2, "R": monthly.se,
            "U": ratio.log.estimate, "V": ratio.log.se, "W": ratio.value, "X": least, "Y": most,
            "Z": 1 - ratio.value, "AA": 1 - least, "AB": 1 - most,
        }  # fmt: skip
        ours |= {f"{column}{row}": value for column, value in values.items()}
    sheet.agrees(ours)


def by_the_formula(counts, time, area):
    """B3 of the paper in exact fractions: each count over its weights, the variance over their squares."""
    estimate = variance = Fraction(0)
    for sign, (before, after), size in zip((1, -1, 1, -1), counts, area, strict=True):
        weights = [Fraction(size) * Fraction(length) for length in time]
        estimate += sign * (after / weights[1] - before / weights[0])
        variance += after / weights[1] ** 2 + before / weights[0] ** 2
    return estimate, variance


@pytest.mark.parametrize("time", [(1, 1), (2, 1), ("60", "12")])
@pytest.mark.parametrize("area", [(1, 1, 1, 1), (2, 1, 3, "1.5"), ("1.2", "0.9", "1.5", "1.6")])
@pytest.mark.parametrize("around", [((178, 157), (150, 140)), ((0, 0), (0, 0))])
def test_time_area_and_harm_weights_in_any_combination(time, area, around):
    kinds = [((207, 110), (308, 318), *around), ((41, 35), (52, 49), *around)]
    harm = (Fraction(5), Fraction("0.3"))
    expected = [by_the_formula(counts, time, area) for counts in kinds]
    found = [wdd(*counts, time=[float(t) for t in time], area=[float(a) for a in area]).total for counts in kinds]
    for normal, (estimate, variance) in zip(found, expected, strict=True):
        assert normal.estimate == pytest.approx(float(estimate))
        assert normal.se**2 == pytest.approx(float(variance))
    together = harm_wdd([(normal, float(weight)) for normal, weight in zip(found, harm, strict=True)])
    assert together.estimate == pytest.approx(
        float(sum(w * estimate for w, (estimate, _) in zip(harm, expected, strict=True)))
    )
    assert together.se**2 == pytest.approx(
        float(sum(w**2 * variance for w, (_, variance) in zip(harm, expected, strict=True)))
    )


def test_time_and_area_weights_together_are_a_rate_per_both():
    # by hand: (30/(2·3) − 40/(1·3)) − (20/(2·2) − 10/(1·2)) = (5 − 13.333) − (5 − 5)
    found = wdd((40, 30), (10, 20), time=(1, 2), area=(3, 2, 1, 1)).total
    assert found.estimate == pytest.approx(-25 / 3)
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


@pytest.mark.parametrize(("mean", "alone", "with_displacement"), [(50, 23.3, 32.9), (100, 32.9, 46.5)])
def test_the_fall_that_a_wdd_needs_by_the_planning_rule(mean, alone, with_displacement):
    assert wdd_needed(mean) == pytest.approx(alone, abs=0.05)
    assert wdd_needed(mean, displacement=True) == pytest.approx(with_displacement, abs=0.05)
    # one-sided at 0.01: what the rule's own notebook rounds to 25
    assert wdd_needed(50, alpha=0.01) == pytest.approx(32.9, abs=0.05)
    # such a fall is just significant where all counts are the mean
    fall = wdd_needed(mean)
    assert wdd((mean, mean), (mean, mean)).total.se * NormalDist().inv_cdf(0.95) == pytest.approx(fall)
    with pytest.raises(HotspotError, match="plan no trial"):
        wdd_needed(0)


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


def test_the_e_test_of_many_crimes_is_the_normal_test_and_needs_little_memory():
    z = (100_400 - 99_600) / math.sqrt(200_000)
    assert e_test(100_400, 99_600) == pytest.approx(2 * NormalDist().cdf(-z), abs=0.002)


def test_what_cannot_be_computed_is_said():
    with pytest.raises(HotspotError, match="E-test of two counts of 0 is undefined"):
        e_test(0, 0)
    with pytest.raises(HotspotError, match="at least one crime in each arm"):
        incidence_rate_ratio((5, 0), (5, 5))
    with pytest.raises(HotspotError, match="must be above 0"):
        wdd((1, 1), (1, 1), time=(0, 1))
    with pytest.raises(HotspotError, match="cannot be negative"):
        wdd((1, -1), (1, 1))
