"""What calculatedosage tells in its log."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from qgis.PyQt.QtCore import QCoreApplication

from ...core.progress import Progress
from ...core.tracking.clip import alone_inside
from ...core.tracking.dosage import Delivered, asked_of
from ...core.tracking.edge import BANDS_S, RARE_S, Edges
from ...core.tracking.legs import MS_PER_HOUR, Track
from ...core.tracking.periods import Periods
from ...core.tracking.presence import Spells
from ...core.tracking.visits import VisitRows


class DosageLog:
    """Tells the user what was done with awkward input, with counts."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress

    def tr(self, text: str) -> str:
        """Translate, in the context that pylupdate gives the class."""
        return QCoreApplication.translate(type(self).__name__, text)

    def tracks(self, track: Track, read: int) -> None:
        """Say how many fixes were used, how far apart they are and how much is unknown."""
        self._progress.say(
            self.tr("{} of {} fixes of {} units used, {} to {} UTC.").format(
                f"{len(track.time):,}", f"{read:,}", f"{len(track.units):,}", *_span(track.time)
            )
        )
        for reason, count in track.unusable.items():
            self._progress.warn(self.tr("{} fixes left out, which have {}.").format(f"{count:,}", reason))
        pings = track.pings()
        gaps = sorted({round(ms / 1000) for ms in track.longest.tolist()})
        longest = f"{gaps[0]:g}" if len(gaps) == 1 else f"{gaps[0]:g} to {gaps[-1]:g}"
        if np.isfinite(pings).any():
            self._progress.say(
                self.tr("Units send a fix every {:g} to {:g} s (the median of each unit).").format(
                    np.nanmin(pings), np.nanmax(pings)
                )
            )
        self._progress.say(
            self.tr("Places are known for {:,.1f} unit-hours; {:,.1f} h lie in gaps of more than {} s.").format(
                track.known_ms() / MS_PER_HOUR, track.unknown_ms() / MS_PER_HOUR, longest
            )
        )
        slow = int((pings * 1000.0 > track.longest).sum())
        if slow * 2 >= len(pings):
            self._progress.warn(
                self.tr(
                    "{} of {} units send fixes more than {} s apart, so most of their time is unknown: such pings "
                    "cannot show dosage, unless a longer gap (MAX_GAP) can be justified."
                ).format(slow, len(pings), longest)
            )

    def presence(self, track: Track, spells: Spells, metres: NDArray[np.object_], away: float) -> None:
        """Say what was seen and could not be counted, and whether the tracks are `away` (metres) from all hotspots."""
        lone = alone_inside(track, metres)
        if lone:
            self._progress.warn(
                self.tr(
                    "{} fixes inside hotspots stand alone, with gaps on both sides: somebody was there, but nobody "
                    "knows how long, and they count for nothing."
                ).format(f"{lone:,}")
            )
        if spells.start.size:
            return
        if away > 0:
            self._progress.warn(
                self.tr(
                    "No track comes nearer to the hotspots than {:,.1f} km: check that both belong together."
                ).format(away / 1000)
            )

    def edges(self, edges: Edges) -> None:
        """Say by how much edges were moved, and for which units."""
        rare = len(edges.metres) - 1
        for band, metres in enumerate(edges.metres):
            out = metres[metres > 0]
            if not out.size:
                continue
            units = f"{int((edges.band == band).sum()):,}"
            if band == rare:
                said = self.tr(
                    "The fixes of {} units are more than {:g} s apart, and more of them drift out of the hotspots than "
                    "in: for these units the edges were put {:.1f} m further out, so that total minutes are neither "
                    "too few nor too many."
                ).format(units, RARE_S, out.max())
            else:
                said = self.tr(
                    "{:,} hotspots are narrow against the error of the fixes, and more of them drift out than in: for "
                    "{} units with a fix every {:g} s or less their edges were put {:.1f} m further out, so that total "
                    "minutes are neither too few nor too many."
                ).format(out.size, units, BANDS_S[band], out.max())
            self._progress.say(said)

    def dose(self, visits: VisitRows, outside: int, dosage: pd.DataFrame, track: Track, periods: Periods) -> None:
        """Say what was delivered, what cannot be known, and what each arm got; `outside` visits are in no period."""
        self._progress.say(
            self.tr("{} visits, {} officer-minutes, {} patrol-minutes.").format(
                f"{len(visits):,}", f"{dosage['officer_min'].sum():,.1f}", f"{dosage['patrol_min'].sum():,.1f}"
            )
        )
        blurred = int((~visits.measurable).sum())
        if blurred:
            self._progress.warn(
                self.tr(
                    "{} visits are by units whose fixes are too far apart to measure them (MIN_VISIT): how long each "
                    "lasted (minutes_low to minutes_high), and so which were effective, cannot be known."
                ).format(f"{blurred:,}")
            )
        if outside:
            self._progress.say(self.tr("{} visits began outside the periods of their hotspots.").format(f"{outside:,}"))
        untracked = int(dosage["officer_min"].isna().sum())
        if untracked == len(dosage):
            self._progress.warn(
                self.tr(
                    "No unit was tracked in any period: the tracks are from {} to {}, the periods from {} to {} UTC. "
                    "All dosage is empty."
                ).format(*_span(track.time), *_span(np.concatenate((periods.start, periods.end))))
            )
        elif untracked:
            self._progress.warn(
                self.tr("In {} of {} hotspots × periods no unit was tracked: their dosage is empty, not 0.").format(
                    f"{untracked:,}", f"{len(dosage):,}"
                )
            )
        for arm, rows in dosage.dropna(subset=["officer_min", "arm"]).groupby("arm"):
            self._progress.say(
                self.tr(
                    "Arm {}: {} hotspots × periods, {:.1f} patrol-minutes each on average; {:.0%} had a visit, "
                    "{:.0%} an effective one."
                ).format(
                    arm,
                    f"{len(rows):,}",
                    rows["patrol_min"].mean(),
                    (rows["visits"] > 0).mean(),
                    (rows["effective_visits"] > 0).mean(),
                )
            )

    def arms(self, periods: Periods, control: str) -> None:
        """Warn where there are arms and none of them is the control arm, so that all are taken to be patrolled."""
        arms = sorted({str(arm) for arm in periods.arm if arm is not None})
        if len(arms) > 1 and asked_of(np.array(arms, dtype=object), control).all():
            self._progress.warn(
                self.tr("No arm is called “{}” (CONTROL), so visits are taken to be asked of all: {}.").format(
                    control, ", ".join(arms)
                )
            )

    def delivered(self, sums: Delivered) -> None:
        """Say side by side how far the plan was kept, and how far control was kept free of patrols."""
        if sums.asked:
            self._progress.say(
                self.tr(
                    "Compliance: {} of {} hotspots × periods that were to be patrolled had an effective visit."
                ).format(f"{sums.complied:,}", f"{sums.asked:,}")
            )
        if sums.controls:
            said = self.tr(
                "Contamination: {} of {} control hotspots × periods had a visit, {:,.1f} patrol-minutes in all."
            )
            tell = self._progress.warn if sums.contaminated else self._progress.say
            tell(said.format(f"{sums.contaminated:,}", f"{sums.controls:,}", sums.control_min))


def _span(time: NDArray[np.int64]) -> list[str]:
    return np.datetime_as_string(np.array([time.min(), time.max()]).astype("M8[ms]"), unit="m").tolist()
