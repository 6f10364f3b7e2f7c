"""What schedulecrossover says in its log."""

from __future__ import annotations

from math import isnan

from qgis.PyQt.QtCore import QCoreApplication

from ...core.progress import Progress
from ...core.trial.calendar import carried_over, longest_run
from ...core.trial.schedule import Schedule

translate = QCoreApplication.translate


def say(schedule: Schedule, week: int | None, progress: Progress) -> None:
    """Say how much there is of each arm, and the SHA-256 to publish; of the draw itself only if all is released."""
    periods = len(schedule.days.names)
    units = len(schedule.design.units)
    if schedule.clustered:
        said = translate("ScheduleCrossover", "{} hotspots in {} clusters, {} periods in {} weeks.")
        progress.say(said.format(len(schedule.ids), units, periods, schedule.days.weeks))
    else:
        said = translate("ScheduleCrossover", "{} hotspots, {} periods in {} weeks.")
        progress.say(said.format(units, periods, schedule.days.weeks))
    grid = schedule.by_hotspot()
    said = translate("ScheduleCrossover", "{:,} place-periods of treatment, {:,} of control.")
    progress.say(said.format(int((grid == 1).sum()), int((grid == 0).sum())))
    if week is None:
        said = translate("ScheduleCrossover", "Longest run of treatment: {} periods.")
        progress.say(said.format(longest_run(schedule.grid)))
        before = carried_over(schedule.grid)
        said = translate(
            "ScheduleCrossover", "Treated in the period before: {:.1%} of the treated, {:.1%} of the controls."
        )
        if len(schedule.design.strata) == 1 and not any(map(isnan, before)):
            progress.say(said.format(*before))
    else:
        said = translate("ScheduleCrossover", "SHA-256 of week {}, as in the seals: {}")
        progress.say(said.format(week, schedule.hash(week)))
    said = translate("ScheduleCrossover", "SHA-256 of the whole schedule, to be published before the trial: {}")
    progress.say(said.format(schedule.hash()))
