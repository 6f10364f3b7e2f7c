"""The draw of a parallel trial as a page: flow of the hotspots, arms, and how alike they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .assign import METHODS, Assignment, Plan
from .balance import reference_arm
from .pages import page

# width of the plot, its middle, and where names end (pixels of the drawing)
WIDTH, LEFT, ROW = 640, 200, 26


def balance_page(
    plan: Plan,
    assignment: Assignment,
    seed: str,
    compared: pd.DataFrame,
    too_close: tuple[Sequence[str], Sequence[str]],
    templates: Path,
) -> str:
    """Return the report of a draw as HTML.

    Args:
        plan: what it was drawn from.
        assignment: what was drawn.
        seed: what it was drawn with.
        compared: the table of `balance`, which may be empty.
        too_close: one reason for each hotspot that was left out before the draw, and one phrase for each pair that was
            tied.
        templates: the folder of balance.html and trial.css.
    """
    excluded, tied = too_close
    allocation = assignment.allocation
    counts = allocation.counts()
    share = {arm.name: arm.share for arm in plan.arms}
    values = {
        "facts": _facts(plan, assignment, seed),
        "drawn": len(allocation.ids),
        "given": len(allocation.ids) + len(excluded),
        "excluded": list(excluded),
        "tied": list(tied),
        "arms": [(name, counts[name], str(share[name])) for name in allocation.names],
        "reference": reference_arm(allocation.names),
        "rows": _rows(compared),
        "names": allocation.names,
        "plot": _plot(compared),
        "restricted": allocation.blocks is not None or plan.balance_within is not None,
    }
    return page("balance.html", templates, values)


def _facts(plan: Plan, assignment: Assignment, seed: str) -> list[tuple[str, str]]:
    allocation = assignment.allocation
    facts = [("Method", METHODS[plan.method] + (f", {plan.quantiles} quantiles" if plan.quantiles else ""))]
    if allocation.blocks is not None:
        facts.append(("Blocks", f"{len(set(allocation.blocks)):,}"))
    if allocation.clusters is not None:
        facts.append(("Clusters", f"{len(set(allocation.clusters)):,}"))
    if plan.balance_within is not None and assignment.largest is not None:
        fields = ", ".join(map(str, plan.baselines.columns)) if plan.baselines is not None else ""
        said = (
            f"{assignment.draws:,} draws until no standardised difference of {fields} between two arms was above "
            f"{plan.balance_within:g}; the largest is {assignment.largest:.3f}"
        )
        facts.append(("Drawn until balanced", said))
    return [*facts, ("Seed", seed), ("SHA-256 of the allocation", allocation.hash())]


def _rows(compared: pd.DataFrame) -> list[dict[str, Any]]:
    """Return one row a variable: its name, the arms' means and the differences, as text."""
    rows = []
    for variable, group in compared.groupby("variable", sort=False):
        records: list[Any] = list(group.itertuples(index=False))
        rows.append(
            {
                "variable": str(variable),
                "means": [
                    f"{r.mean:.4g} ± {r.sd:.3g}" if r.n > 1 else f"{r.mean:.4g}" if r.n else "–" for r in records
                ],
                "apart": [
                    f"{r.std_difference:+.2f}".replace("-", "−") for r in records if not np.isnan(r.std_difference)
                ]
                or ["–"],
                "by_chance": next((f"±{r.by_chance:.2f}" for r in records if not np.isnan(r.by_chance)), "–"),
            }
        )
    return rows


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _plot(compared: pd.DataFrame) -> dict[str, Any] | None:
    """Return what the drawing of the differences needs, None if there is nothing to draw."""
    there = compared[compared["std_difference"].notna()]
    if there.empty:
        return None
    reach = 1.1 * max(float(there["std_difference"].abs().max()), float(there["by_chance"].max()), 0.1)
    scale = (WIDTH - LEFT - 20) / (2 * reach)
    middle = LEFT + reach * scale
    variables = list(dict.fromkeys(there["variable"]))
    arms = list(dict.fromkeys(there["arm"]))
    records: list[Any] = list(there.itertuples(index=False))
    points = [
        {
            "x": round(middle + float(row.std_difference) * scale, 1),
            "y": 24 + ROW * variables.index(row.variable),
            "shape": arms.index(row.arm) % 3,
            "said": f"{row.variable}, {row.arm}: {_signed(row.std_difference)}",
        }
        for row in records
    ]
    widths = [float(there["by_chance"][there["variable"] == name].max()) for name in variables]
    bands = [
        {"x": round(middle - widest * scale, 1), "width": round(2 * widest * scale, 1), "y": 11 + ROW * i}
        for i, widest in enumerate(widths)
    ]
    step = next(s for s in (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 1e9) if reach / s <= 4)
    ticks = [k * step for k in range(-4, 5) if abs(k * step) <= reach]
    return {
        "width": WIDTH,
        "height": 46 + ROW * len(variables),
        "bottom": 14 + ROW * len(variables),
        "left": LEFT,
        "middle": round(middle, 1),
        "names": [
            (name if len(name) < 25 else name[:23] + "…", 28 + ROW * i) for i, name in enumerate(map(str, variables))
        ],
        "points": points,
        "bands": bands,
        "ticks": [(round(middle + tick * scale, 1), f"{tick:+g}".replace("-", "−") if tick else "0") for tick in ticks],
        "arms": list(enumerate(arms)),
    }
