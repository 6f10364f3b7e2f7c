"""Charts: what a reader would measure off them with a ruler."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot_plugin.core.targeting import charts
from hotspot_plugin.core.targeting.reports import decimal, number


def chart(y_range=(0.0, 1.0)):
    return charts.frame("t", "x", "y", (0.0, 1.0), y_range, (560, 380))


def points(line):
    return [tuple(map(float, pair.split(","))) for pair in line[1].split()]


def test_the_corners_of_the_values_are_the_corners_of_the_plot():
    made = chart()
    made.line("s0", [0, 1], [0, 1], "up")
    assert points(made.lines[0]) == [(made.left, made.bottom), (made.right, made.top)]


def test_a_line_is_broken_where_a_value_is_missing_and_named_once():
    made = chart()
    made.line("s0", [0, 0.2, 0.4, 0.6, 0.8], [0, 0.5, np.nan, 0.5, 1], "one")
    assert [len(points(line)) for line in made.lines] == [2, 2]
    assert [line[2] for line in made.lines] == ["one", ""]


def test_a_long_line_is_thinned_without_moving():
    made = chart()
    x = np.linspace(0, 1, 30_001)
    made.line("s0", x, x**0.5)
    drawn = np.array(points(made.lines[0]))
    assert len(drawn) <= charts.MOST_POINTS + 2
    assert drawn[0].tolist() == [made.left, made.bottom]
    assert drawn[-1].tolist() == [made.right, made.top]
    back = (drawn[:, 0] - made.left) / (made.right - made.left)
    assert np.abs(made.y(back**0.5) - drawn[:, 1])[5:].max() < 2


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 0.12, [0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12]),
        (0, 7, [0, 2, 4, 6]),
        (-1, 1, [-1, -0.5, 0, 0.5, 1]),
    ],
)
def test_ticks_are_round_numbers(low, high, expected):
    assert charts.ticks(low, high) == pytest.approx(expected)


def test_an_axis_ends_at_a_round_number_above_all_values():
    assert charts.ceiling([0.117, np.nan], [0.03]) == pytest.approx(0.12)
    assert charts.ceiling([np.nan]) == 1.0
    assert charts.ceiling([0.0]) == 1.0
    for largest in (0.0031, 0.49, 1, 17.3, 999):
        assert largest < charts.ceiling([largest]) <= 1.35 * largest


def test_labels_of_marks_near_the_right_edge_stand_to_their_left():
    made = chart()
    made.mark("s0", 0.1, 0.5, "some label")
    made.mark("s0", 0.99, 0.5, "some label")
    assert [mark["anchor"] for mark in made.marks] == ["start", "end"]


def test_as_many_names_as_there_is_room_for_are_ticks():
    made = charts.with_names(charts.frame("t", "", "", (0.0, 119.0), (0.0, 1.0)), [f"2018-{i:03}" for i in range(120)])
    assert 2 < len(made.x_ticks) < 10
    assert made.x_ticks[0][1] == "2018-000"


def test_shares_have_the_digits_they_need_and_missing_numbers_a_dash():
    shares = [0, 0.0006, 0.0121, 0.5, 1, np.nan]
    assert [charts.percent(v).replace("\N{NO-BREAK SPACE}", " ") for v in shares] == [
        "0 %", "0.06 %", "1.2 %", "50.0 %", "100 %", "–"
    ]  # fmt: skip
    assert (number(np.nan), number(45319.0), decimal(np.nan), decimal(4.805)) == ("–", "45,319", "–", "4.80")
