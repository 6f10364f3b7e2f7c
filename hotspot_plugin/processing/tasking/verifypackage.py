"""Check that a package is complete, unchanged, new, and from whom it should be."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ... import paths
from ...core.errors import HotspotError
from ...core.files import complete_or_absent
from ...core.tasking import age
from ...core.tasking.keyfiles import public_key
from ...core.tasking.manifest import Manifest
from ...core.tasking.place import utc
from ...core.tasking.signature import Verdict
from ...core.tasking.verify import Known, Outcome, Report, inspect, summary
from ...core.tasking.verify_report import page
from ...layers.feedback import FeedbackProgress
from ..base import HotspotAlgorithm


class VerifyPackage(HotspotAlgorithm):
    """Every byte of a package against its list, and the list against its sender's key, without opening it."""

    ROOM = "tasking"

    def title(self) -> str:
        return self.tr("Verify package")

    def define(self) -> None:
        self.add(
            QgsProcessingParameterFile(
                "INPUT", self.tr("Package"), fileFilter=self.tr("Packages (*.zip *.age);;All files (*)")
            ),
            self.tr("What “Export package for the field” made, as it was sent: .zip or .zip.age. It is not unpacked."),
        )
        self.add(
            QgsProcessingParameterFile(
                "PUBLIC_KEY",
                self.tr("Public key of the sender"),
                optional=True,
                fileFilter=self.tr("Public keys (*.pub);;All files (*)"),
            ),
            self.tr(
                "The .pub file, or its second line, that the sender gave you on another way than the package and whose "
                "fingerprint you compared. With it, only a package signed by that key passes. Needs the Python library "
                "cryptography."
            ),
        )
        self.add(
            QgsProcessingParameterFile(
                "IDENTITY", self.tr("Your identity"), optional=True, fileFilter=self.tr("All files (*)")
            ),
            self.tr(
                "File that opens packages encrypted to you, as “Make keys” or age-keygen made it. The package is read "
                "through it; nothing readable is written."
            ),
        )
        self.add(
            QgsProcessingParameterNumber(
                "LAST_SEQUENCE",
                self.tr("Last number"),
                Qgis.ProcessingNumberParameterType.Integer,
                None,
                True,
                0,
            ),
            self.tr(
                "The highest number of a package that you have had from this sender. One that is not higher is an old "
                "package sent again, and fails."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "REPORT", self.tr("Report"), self.tr("HTML files (*.html)"), None, True, False
            ),
            self.tr("Page with all that was checked and what came of it; it is also written if the package fails."),
        )
        self.addOutput(QgsProcessingOutputNumber("VALID", self.tr("1 for a package that passes; another is an error")))
        self.addOutput(
            QgsProcessingOutputString(
                "SIGNATURE", self.tr("good; unsigned; or “signed, not checked” where no public key was given")
            )
        )
        self.addOutput(QgsProcessingOutputString("KEY_ID", self.tr("Id of the key that the signature names")))
        self.addOutput(QgsProcessingOutputString("SIGNED_ON", self.tr("When it was signed (UTC), by its signer")))
        self.addOutput(QgsProcessingOutputNumber("ISSUE", self.tr("Number of this issue, if it has one")))
        self.addOutput(
            QgsProcessingOutputString("HASH", self.tr("SHA-256 of the manifest, to be compared with the sender's"))
        )
        self.addOutput(QgsProcessingOutputString("BUNDLE_ID", self.tr("Id that the content gives the package")))
        self.addOutput(QgsProcessingOutputString("TITLE", self.tr("Title")))
        self.addOutput(QgsProcessingOutputString("VALID_FROM", self.tr("Valid from (UTC)")))
        self.addOutput(QgsProcessingOutputString("VALID_UNTIL", self.tr("Valid until (UTC)")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Hotspots in the package")))
        self.addOutput(QgsProcessingOutputNumber("FILES", self.tr("Files in the package")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        self._known(parameters, context)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        known = self._known(parameters, context)
        report = inspect(self.parameterAsFile(parameters, "INPUT", context), known, progress)
        target = self.parameterAsFileOutput(parameters, "REPORT", context)
        if target:
            with complete_or_absent(target) as beside:
                beside.write_bytes(
                    page(report, known.key, known.now or datetime.now(UTC), paths.RESOURCES / "templates")
                )
        if report.faults or report.manifest is None or report.verdict is None:
            for said in report.faults:
                progress.warn(said)
            raise HotspotError(summary(report.faults))
        self._say(report, report.manifest, report.verdict, progress)
        return {
            "REPORT": target or None,
            "VALID": 1,
            "SIGNATURE": report.verdict.state.value,
            "KEY_ID": report.verdict.key_id,
            "SIGNED_ON": utc(report.verdict.issued) if report.verdict.issued else "",
            "ISSUE": report.manifest.sequence,
            "HASH": report.sha256,
            "BUNDLE_ID": report.manifest.bundle_id,
            "TITLE": report.manifest.title,
            "VALID_FROM": utc(report.manifest.valid_from),
            "VALID_UNTIL": utc(report.manifest.valid_until),
            "COUNT": report.manifest.hotspots,
            "FILES": report.files,
        }

    def _say(self, report: Report, listed: Manifest, verdict: Verdict, progress: FeedbackProgress) -> None:
        for check in report.checks:
            # that nobody signed is no news to somebody who has no key to check with
            if check.outcome is Outcome.MIND and check.what != "Signature":
                progress.warn(check.said)
            else:
                progress.say(check.said)
        told = self.tr("“{}” is whole: {} hotspots, no byte changed since it was made.").format(
            listed.title, listed.hotspots
        )
        if verdict.asked:
            progress.say(told + self.tr(" It is from the key that you gave."))
        else:
            number = self.tr(" It is the sender's if the sender reads out this number: {}").format(report.sha256)
            progress.say(told + number)

    def _known(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Known:
        key = self.parameterAsString(parameters, "PUBLIC_KEY", context)
        identity = self.parameterAsString(parameters, "IDENTITY", context)
        last = None
        if parameters.get("LAST_SEQUENCE") not in (None, ""):
            # not parameterAsInt, which ends in 2038
            last = int(self.parameterAsDouble(parameters, "LAST_SEQUENCE", context))
        return Known(
            public_key(key) if key else None,
            tuple(age.identities(Path(identity))) if identity else (),
            last,
            paths.RESOURCES / "schemas",
            datetime.now(UTC),
        )
