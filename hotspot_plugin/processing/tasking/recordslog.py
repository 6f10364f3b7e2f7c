"""What importrecords tells of an import."""

from __future__ import annotations

from collections.abc import Callable

from ...core.tasking.fieldrows import UnitNames
from ...core.tasking.outcome import Outcome
from ...core.tasking.returns import Returned
from ...layers.feedback import FeedbackProgress


def say(
    returned: Returned, made: Outcome, names: UnitNames, progress: FeedbackProgress, tr: Callable[[str], str]
) -> None:
    """Tell what was read, refused and marked."""
    progress.say(
        tr("{} files read, {} known from before, {} refused.").format(
            returned.read, returned.again, len(returned.refused)
        )
    )
    for _, reason in returned.refused:
        progress.warn(reason)
    for remark in returned.said:
        progress.warn(remark)
    left = ", ".join(f"{count:,} {kind}" for kind, count in sorted(returned.left.items()))
    if left:
        progress.say(tr("Not read: {}.").format(left))
    progress.say(
        tr("{} visits of {} units, {} positions, {} notes.").format(
            f"{len(made.visits):,}", made.visits["unit"].nunique(), f"{len(made.fixes):,}", len(made.notes)
        )
    )
    for mark, count in sorted(made.marks.items()):
        progress.warn(tr("Visits marked “{}”: {}.").format(mark, f"{count:,}"))
    if not returned.ledger.issued:
        progress.warn(tr("No issued packages are given (PACKAGES), so nothing is said of expiry, tasks and limits."))
    personal = int(made.notes["looks_like"].notna().sum())
    if personal:
        progress.warn(
            tr("{} notes hold what looks like personal data (looks_like): read them before they go anywhere.").format(
                personal
            )
        )
    if names.hidden:
        progress.warn(
            tr(
                "{} units are called by what looks like a person's name; it is replaced by anon- and eight digits. "
                "Give a key (UNIT_KEY) for pseudonyms that nobody can guess."
            ).format(len(names.hidden))
        )
    for why, count in made.rejects["reason"].value_counts().items():
        progress.warn(tr("{} rows could not be used: {}.").format(f"{count:,}", why))
