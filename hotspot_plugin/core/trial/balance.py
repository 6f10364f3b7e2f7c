"""How alike the arms are before the trial starts.

The standardised difference of an arm from the reference arm is (x̄ − x̄ᵣ) / √((s² + sᵣ²) / 2), where s² are the sample
variances (divisor n − 1): Austin 2009, doi 10.1002/sim.3697. It has no unit. It describes and is no test: what differs
after a fair draw differs by chance (CONSORT 2010 explanation, item 15, doi 10.1136/bmj.c869).
Austin's rule of thumb of 0.1 is for thousands of patients. With n and nᵣ hotspots, 19 draws of 20 stay within about
±1.96·√(1/n + 1/nᵣ) by chance alone (its large-sample standard error at no difference: Hedges & Olkin 1985), which is
±0.67 for 17 and 17; `by_chance` gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

COLUMNS = ("variable", "arm", "n", "mean", "sd", "difference", "std_difference", "by_chance")


def balance(table: pd.DataFrame, arms: Sequence[str], names: Sequence[str]) -> pd.DataFrame:
    """Compare the arms in every numeric column.

    Args:
        table: n rows, one a hotspot; columns that are not numbers, or are empty throughout, are left out.
        arms: the n hotspots' arms.
        names: all arms; the one called control (in any case), otherwise the last, is the reference.

    Returns:
        One row a variable and arm, in the order of the columns and of `names`: `variable`, `arm`, `n` (hotspots with a
        value), `mean`, `sd`, `difference` of the mean from the reference arm's (all three in the variable's unit),
        `std_difference` (no unit) and `by_chance`, the size that it stays within in about 19 of 20 fair draws. NaN
        where a number does not exist: differences of the reference arm itself, sd of a single hotspot,
        std_difference where nothing varies.
    """
    reference = reference_arm(names)
    rows: list[tuple[object, ...]] = []
    of = np.asarray(arms, dtype=object)
    for variable in numeric_columns(table):
        values = table[variable].to_numpy(dtype=np.float64)
        base = _describe(values[of == reference])
        for name in names:
            here = _describe(values[of == name])
            apart = (np.nan, np.nan, np.nan) if name == reference else _apart(here, base)
            rows.append((variable, name, *here, *apart))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def numeric_columns(table: pd.DataFrame) -> list[str]:
    """Return the names of the columns that hold numbers and are not empty throughout."""
    numbers = table.select_dtypes(include="number")
    return [str(name) for name in numbers.columns if numbers[name].notna().any()]


def reference_arm(names: Sequence[str]) -> str:
    """Return the arm that the others are compared with: the one called control, otherwise the last."""
    return next((name for name in names if name.casefold() == "control"), names[-1])


def lines(table: pd.DataFrame) -> list[str]:
    """Return a balance table as lines of aligned text for a log: mean ± sd (n) of each arm, then the differences."""
    names = list(dict.fromkeys(table["arm"]))
    cells = [["variable", *names, "std. difference", "by chance"]]
    for variable, rows in table.groupby("variable", sort=False):
        records: list[Any] = list(rows.itertuples(index=False))
        means = [f"{row.mean:.4g} ± {row.sd:.3g} ({row.n})" if row.n else "–" for row in records]
        apart = [row for row in records if not np.isnan(row.std_difference)]
        differences = ", ".join(f"{row.std_difference:+.2f}" for row in apart) or "–"
        limits = ", ".join(f"±{limit:.2f}" for limit in dict.fromkeys(row.by_chance for row in apart)) or "–"
        cells.append([str(variable), *means, differences, limits])
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]


def _describe(values: NDArray[np.float64]) -> tuple[int, float, float]:
    """Return n, mean and sd of the values that are there."""
    there = values[np.isfinite(values)]
    mean = float(there.mean()) if there.size else np.nan
    sd = float(there.std(ddof=1)) if there.size > 1 else np.nan
    return int(there.size), mean, sd


def _apart(arm: tuple[int, float, float], base: tuple[int, float, float]) -> tuple[float, float, float]:
    """Return difference, standardised difference and the latter's size by chance."""
    (n, mean, sd), (n_base, mean_base, sd_base) = arm, base
    difference = mean - mean_base
    spread = np.sqrt((sd**2 + sd_base**2) / 2.0)
    standardised = difference / spread if spread > 0 else np.nan
    by_chance = 1.96 * np.sqrt(1.0 / n + 1.0 / n_base) if n and n_base else np.nan
    return difference, float(standardised), float(by_chance)
