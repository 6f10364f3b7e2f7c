"""A crossover schedule of hotspots: the draw, its canonical form, its seal, and its weeks.

The canonical form, whose SHA-256 stands for the schedule, is UTF-8 with LF at the end of every line:

1. `# ` and the seal: the first SHA-256 block of the stream (see `core.chance`) of the purpose `seal`, in 64 lower-case
   hexadecimal digits. Without it nobody could compute the hash of a short schedule by trying all there are, so that the
   hash can be published while the schedule is still secret. (pandas and R read the file with # as the comment sign.)
2. `hotspot_id,period,cluster_id,stratum,arm,probability`.
3. One line for each hotspot and period in which it is in the trial, sorted by period, then by hotspot_id, by code
   point. cluster_id and stratum are empty where there are none; arm is treatment or control, and probability the exact
   probability of that arm in lowest terms; quotes as in `canonical`.

A week of the schedule has the same form with those rows alone and the seal of the purpose `seal/` + week (`seal/3`), so
that it can be released, and checked against a hash published before, without telling anything of the other weeks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..chance import Chance
from ..errors import HotspotError
from ..progress import SILENT, Part, Progress
from .arms import check_seed
from .canonical import quoted, some
from .crossover import CONTROL, OUT, TREATED, Design, Grid, drawn
from .days import Days
from .treated import SHIFTS, Wanted

HEADER = ("hotspot_id", "period", "cluster_id", "stratum", "arm", "probability")
ARMS = {TREATED: "treatment", CONTROL: "control"}
MOST_ROWS = 1_000_000
TIGHT = 0.8  # at 1 the schedule repeats itself


@dataclass(frozen=True)
class Schedule:
    """A drawn schedule.

    Args:
        ids: (h,) keys of the hotspots, sorted by code point.
        unit_of: (h,) positions of the units that they belong to: their clusters, or themselves.
        clustered: whether units are clusters.
        design: what it was drawn from.
        days: its periods.
        grid: (periods, units): 1 treated, 0 control, −1 not in the trial.
        seed: what it was drawn with.
    """

    ids: tuple[str, ...]
    unit_of: NDArray[np.intp]
    clustered: bool
    design: Design
    days: Days
    grid: Grid
    seed: str

    def by_hotspot(self) -> Grid:
        """Return (periods, hotspots) as `grid`."""
        return self.grid[:, self.unit_of]

    def rows(self, periods: Sequence[int] | None = None) -> pd.DataFrame:
        """Return one row for each period (of `periods`, or all) and hotspot that is in the trial then, in this order.

        Columns: hotspot_id, period, starts, ends (UTC), arm, probability (0–1), cluster_id, stratum (None for none).
        """
        which = np.asarray(self.days.all() if periods is None else periods, dtype=np.intp)
        grid = self.by_hotspot()[which]
        at, hotspot = np.nonzero(grid != OUT)
        arm, period, unit = grid[at, hotspot], which[at], self.unit_of[hotspot]
        treated = self._chances()[period % self.days.parts, unit]
        keys, units = np.array(self.ids, dtype=object), np.array(self.design.units, dtype=object)
        strata = np.array(self.design.strata, dtype=object)[np.array(self.design.stratum_of)]
        return pd.DataFrame(
            {
                "hotspot_id": keys[hotspot],
                "period": np.array(self.days.names, dtype=object)[period],
                "starts": self.days.starts[period],
                "ends": self.days.ends[period],
                "arm": np.where(arm == TREATED, ARMS[TREATED], ARMS[CONTROL]).astype(object),
                "probability": np.where(arm == TREATED, treated, 1.0 - treated),
                "cluster_id": units[unit] if self.clustered else None,
                "stratum": strata[unit],
            }
        )

    def csv(self, week: int | None = None) -> bytes:
        """Return the canonical form of the schedule, or of a week (1 is the first)."""
        periods = self.days.all() if week is None else self.days.week(week)
        grid, lines = self.by_hotspot(), [f"# {seal(self.seed, week)}\n", ",".join(HEADER) + "\n"]
        starts = [f"{quoted(key)}," for key in self.ids]
        ends = [self._ends(part) for part in range(self.days.parts)]
        for period in periods:
            name = self.days.names[period]
            here = ends[period % self.days.parts]
            for hotspot, arm in enumerate(grid[period].tolist()):
                if arm != OUT:
                    lines.append(f"{starts[hotspot]}{name}{here[hotspot][arm]}")
        return "".join(lines).encode("utf-8")

    def hash(self, week: int | None = None) -> str:
        """Return the SHA-256 of `csv`, in 64 lower-case hexadecimal digits."""
        return hashlib.sha256(self.csv(week)).hexdigest()

    def seals(self, progress: Progress = SILENT) -> pd.DataFrame:
        """Return the hash of each week, to be published before the trial: week, first, last (periods), rows, sha256."""
        rows = []
        for week in range(1, self.days.weeks + 1):
            progress.at(week / self.days.weeks)
            periods = self.days.week(week)
            count = int((self.by_hotspot()[periods.start : periods.stop] != OUT).sum())
            rows.append((week, self.days.names[periods[0]], self.days.names[periods[-1]], count, self.hash(week)))
        return pd.DataFrame(rows, columns=["week", "first", "last", "rows", "sha256"])

    def _ends(self, part: int) -> list[tuple[str, str]]:
        """Return what follows a period's name in the line of each hotspot, for control and for treatment."""
        ends = []
        for unit in self.unit_of.tolist():
            chance = self.design.probability(unit, part) or Fraction(0)
            cluster = quoted(self.design.units[unit]) if self.clustered else ""
            stratum = quoted(self.design.strata[self.design.stratum_of[unit]] or "")
            middle = f",{cluster},{stratum},"
            ends.append((f"{middle}{ARMS[CONTROL]},{1 - chance}\n", f"{middle}{ARMS[TREATED]},{chance}\n"))
        return ends

    def _chances(self) -> NDArray[np.float64]:
        """Return (parts, units) probabilities of treatment, 0 where a unit is not in the trial."""
        parts, units = range(self.days.parts), range(len(self.design.units))
        return np.array([[float(self.design.probability(unit, part) or 0) for unit in units] for part in parts])


def seal(seed: str, week: int | None = None) -> str:
    """Return what makes the hash of a schedule, or of a week, impossible to guess (see the module's text)."""
    chance = Chance(seed, "seal" if week is None else f"seal/{week}")
    return "".join(f"{chance.below(1 << 64):016x}" for _ in range(4))


def guessable(seed: str) -> bool:
    """Return whether a seed could be found by trying: whoever finds it can draw the sealed weeks from the released one.

    A seed that is short or has few different characters counts as such: less than twelve letters and figures mixed, or
    less than twenty characters otherwise.
    """
    dense = any(c.isdigit() for c in seed) and any(c.isalpha() for c in seed) and " " not in seed.strip()
    return len(seed.strip()) < (12 if dense else 20) or len(set(seed)) < 8


def draw_schedule(
    ids: Sequence[str],
    days: Days,
    treated: str,
    seed: str,
    clusters: Sequence[str | None] | None = None,
    strata: Sequence[str | None] | None = None,
    max_run: int = 0,
    balance_previous: bool = False,
    progress: Progress = SILENT,
) -> Schedule:
    """Draw a schedule (see `crossover`).

    Args:
        ids: the keys of h hotspots, each once, in any order.
        days: the periods.
        treated: units treated in each period, as `treated.Wanted` reads it.
        seed: any text; the same text gives the same schedule for ever.
        clusters: (h,) labels; hotspots of one cluster share their arm, and units are clusters. None for no clusters.
        strata: (h,) labels; each stratum gets its own share of the treated. None for no strata.
        max_run: most periods in a row that a unit is treated, 0 for no limit.
        balance_previous: as large a part of the treated as of the controls was treated in the period before.
        progress: is told how far it is.

    Raises:
        HotspotError: there is one unit alone, labels are missing, a cluster has hotspots of several strata, the design
            cannot be drawn, or the seed is no text.
    """
    check_seed(seed)
    if max_run < 0:
        raise HotspotError(f"MAX_RUN is {max_run}: choose 1 or more periods, or leave it out.")
    if len(ids) * len(days.names) > MOST_ROWS:
        raise HotspotError(
            f"{len(ids):,} hotspots in {len(days.names):,} periods are more than {MOST_ROWS:,} rows: choose fewer days."
        )
    wanted = Wanted(treated)
    keys = sorted(ids)
    order = [i for i, _ in sorted(enumerate(ids), key=lambda item: item[1])]
    unit_of_key = keys if clusters is None else _labels(ids, clusters, "cluster", order)
    label_of_key = None if strata is None else _labels(ids, strata, "stratum", order)
    units = sorted(set(unit_of_key))
    if len(units) < 2:
        what = "hotspot" if clusters is None else "cluster"
        raise HotspotError(
            f"One {what} alone makes no crossover: in each period there would be nothing to compare it with. "
            "Add others, or compare it with its own past."
        )
    stratum_of = _stratum_of(units, unit_of_key, label_of_key)
    labels: tuple[str | None, ...] = (None,) if label_of_key is None else tuple(sorted(set(label_of_key)))
    of = tuple(labels.index(stratum_of[unit]) for unit in units)
    sizes = [of.count(i) for i in range(len(labels))]
    due = wanted.due(labels, sizes, days.parts)
    design = Design(tuple(units), labels, of, days.names, due, max_run, balance_previous)
    _say(design, days, progress)
    grid = drawn(design, seed, Part(progress, 0.0, 1.0))
    position = {unit: i for i, unit in enumerate(units)}
    unit_of = np.array([position[unit] for unit in unit_of_key], dtype=np.intp)
    return Schedule(tuple(keys), unit_of, clusters is not None, design, days, grid, seed)


def _labels(ids: Sequence[str], given: Sequence[str | None], what: str, order: Sequence[int]) -> list[str]:
    without = [ids[i] for i in order if not (given[i] or "").strip()]
    if without:
        which = some([f"“{key}”" for key in without])
        raise HotspotError(f"{len(without)} hotspots have no {what} ({which}): fill it in, or leave them out.")
    return [str(given[i]) for i in order]


def _stratum_of(
    units: Sequence[str], unit_of_key: Sequence[str], label_of_key: Sequence[str] | None
) -> dict[str, str | None]:
    if label_of_key is None:
        return dict.fromkeys(units)
    of: dict[str, str | None] = {}
    for unit, label in zip(unit_of_key, label_of_key, strict=True):
        if of.setdefault(unit, label) != label:
            raise HotspotError(
                f"Cluster “{unit}” has hotspots in stratum “{of[unit]}” and in “{label}”, but all of them share one "
                "arm: put each cluster into one stratum."
            )
    return of


def _say(design: Design, days: Days, progress: Progress) -> None:
    if design.tightness() > TIGHT:
        progress.warn(
            f"A run limit of {design.max_run} with so many treated leaves little to chance: whoever sees the first "
            "days can tell much of the next ones. Raise MAX_RUN or lower TREATED."
        )
    if days.parts == 2 and any((label or "").casefold() in SHIFTS for label in design.strata):
        progress.say("The strata day and night are in the trial in the first and in the second half of the day alone.")
