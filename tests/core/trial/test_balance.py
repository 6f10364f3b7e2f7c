"""The balance of the arms: numbers worked out by hand and by scipy."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from hotspot_plugin.core.trial.balance import balance, lines, reference_arm

NAMES = ("treatment", "control")


def row(table: pd.DataFrame, variable: str, arm: str) -> pd.Series:
    return table[(table["variable"] == variable) & (table["arm"] == arm)].iloc[0]


def test_a_standardised_difference_worked_out_by_hand():
    # treatment 2, 4, 6: mean 4, variance 4; control 1, 2, 3: mean 2, variance 1; 2 / √((4 + 1) / 2) = 1.2649
    table = balance(pd.DataFrame({"crimes": [2, 1, 4, 2, 6, 3]}), ["treatment", "control"] * 3, NAMES)
    treated = row(table, "crimes", "treatment")
    assert (treated["n"], treated["mean"], treated["sd"], treated["difference"]) == (3, 4.0, 2.0, 2.0)
    assert treated["std_difference"] == pytest.approx(1.264911064)
    assert treated["by_chance"] == pytest.approx(1.96 * (2 / 3) ** 0.5)
    control = row(table, "crimes", "control")
    assert (control["n"], control["mean"], control["sd"]) == (3, 2.0, 1.0)
    assert control[["difference", "std_difference", "by_chance"]].isna().all()


@given(values=st.lists(st.integers(0, 50), min_size=8, max_size=30))
def test_of_arms_of_one_size_it_is_the_t_statistic_times_the_root_of_two_over_n(values):
    values = np.array(values[: len(values) // 2 * 2], dtype=float)
    arms = np.array(["treatment", "control"] * (len(values) // 2))
    a, b = values[arms == "treatment"], values[arms == "control"]
    found = row(balance(pd.DataFrame({"x": values}), arms, NAMES), "x", "treatment")["std_difference"]
    if a.var() + b.var() > 0:
        assert found == pytest.approx(stats.ttest_ind(a, b).statistic * np.sqrt(2 / len(a)))
    else:
        assert np.isnan(found)


def test_every_arm_is_compared_with_the_one_called_control_or_else_the_last():
    assert reference_arm(("low", "Control", "high")) == "Control"
    assert reference_arm(("low", "high")) == "high"
    table = balance(pd.DataFrame({"x": [1.0, 2.0, 4.0]}), ["low", "Control", "high"], ("low", "Control", "high"))
    assert row(table, "x", "low")["difference"] == -1.0
    assert row(table, "x", "high")["difference"] == 2.0


def test_missing_values_are_not_counted_and_a_single_value_has_no_spread():
    table = balance(
        pd.DataFrame({"x": [1.0, np.nan, 3.0, 5.0]}), ["treatment", "treatment", "control", "control"], NAMES
    )
    treated = row(table, "x", "treatment")
    assert (treated["n"], treated["mean"]) == (1, 1.0)
    assert np.isnan(treated["sd"])
    assert np.isnan(treated["std_difference"])


def test_an_arm_without_hotspots_and_a_field_that_never_varies_give_no_number():
    table = balance(pd.DataFrame({"x": [1.0, 1.0, 1.0]}), ["a", "b", "b"], ("a", "b", "c"))
    assert row(table, "x", "c")["n"] == 0
    assert table["std_difference"].isna().all()


def test_text_flags_times_and_empty_fields_are_left_out():
    table = pd.DataFrame(
        {
            "name": ["a", "b"],
            "open": [True, False],
            "when": np.array(["2024-03-01", "2024-03-02"], dtype="M8[ms]"),
            "empty": [np.nan, np.nan],
            "crimes": [1, 2],
        }
    )
    assert set(balance(table, ["treatment", "control"], NAMES)["variable"]) == {"crimes"}
    assert balance(table[["name"]], ["treatment", "control"], NAMES).empty


def test_the_log_shows_one_line_a_variable_in_columns():
    table = pd.DataFrame({"crimes": [2, 1, 4, 2, 6, 3], "area_ha": [5.0] * 6})
    header, crimes, area = lines(balance(table, ["treatment", "control"] * 3, NAMES))
    assert header.split() == ["variable", "treatment", "control", "std.", "difference", "by", "chance"]
    assert crimes.split() == ["crimes", "4", "±", "2", "(3)", "2", "±", "1", "(3)", "+1.26", "±1.60"]
    assert area.split() == ["area_ha", "5", "±", "0", "(3)", "5", "±", "0", "(3)", "–", "–"]
    assert crimes.index("2 ± 1") == header.index("control")
