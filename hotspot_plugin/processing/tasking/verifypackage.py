"""Check that a package is complete and unchanged."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
)

from ...core.tasking.place import utc
from ...core.tasking.verify import verify
from ...layers.feedback import FeedbackProgress
from ..base import HotspotAlgorithm


class VerifyPackage(HotspotAlgorithm):
    """Every byte of a package against its manifest, without opening it."""

    ROOM = "tasking"

    def title(self) -> str:
        return self.tr("Verify package")

    def define(self) -> None:
        self.add(
            QgsProcessingParameterFile("INPUT", self.tr("Package"), fileFilter=self.tr("Packages (*.zip)")),
            self.tr("Zip that “Export package for the field” made, as it was sent. It is not unpacked."),
        )
        self.addOutput(QgsProcessingOutputNumber("VALID", self.tr("1 for a whole package; a damaged one is an error")))
        self.addOutput(
            QgsProcessingOutputString("HASH", self.tr("SHA-256 of the manifest, to be compared with the sender's"))
        )
        self.addOutput(QgsProcessingOutputString("BUNDLE_ID", self.tr("Id that the content gives the package")))
        self.addOutput(QgsProcessingOutputString("TITLE", self.tr("Title")))
        self.addOutput(QgsProcessingOutputString("VALID_FROM", self.tr("Valid from (UTC)")))
        self.addOutput(QgsProcessingOutputString("VALID_UNTIL", self.tr("Valid until (UTC)")))
        self.addOutput(QgsProcessingOutputNumber("COUNT", self.tr("Hotspots in the package")))
        self.addOutput(QgsProcessingOutputNumber("FILES", self.tr("Files in the package")))

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        verified = verify(self.parameterAsFile(parameters, "INPUT", context), progress)
        manifest = verified.manifest
        now = datetime.now(UTC)
        if now > manifest.valid_until:
            progress.warn(self.tr("The package has expired: it was valid until {}.").format(utc(manifest.valid_until)))
        elif now < manifest.valid_from:
            progress.warn(self.tr("The package is not valid yet: it begins {}.").format(utc(manifest.valid_from)))
        progress.say(
            self.tr(
                "“{}” is whole: {} hotspots, no byte changed since it was made. It is the sender's if the sender "
                "reads out this number: {}"
            ).format(manifest.title, manifest.hotspots, verified.sha256)
        )
        return {
            "VALID": 1,
            "HASH": verified.sha256,
            "BUNDLE_ID": manifest.bundle_id,
            "TITLE": manifest.title,
            "VALID_FROM": utc(manifest.valid_from),
            "VALID_UNTIL": utc(manifest.valid_until),
            "COUNT": manifest.hotspots,
            "FILES": len(manifest.files) + 1,
        }
