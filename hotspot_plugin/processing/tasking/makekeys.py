"""Make the keys that packages are signed and decrypted with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
)

from ...core.errors import HotspotError
from ...core.progress import Part
from ...core.tasking import age, crypto, keys
from ...core.tasking.keyfiles import KeyFile, beside, check_absent, write_new
from ...layers.feedback import FeedbackProgress
from ..base import HotspotAlgorithm
from . import passwords


class MakeKeys(HotspotAlgorithm):
    """A key pair of minisign's to sign with, an identity of age's to decrypt with, or both."""

    ROOM = "tasking"

    def title(self) -> str:
        return self.tr("Make keys")

    def define(self) -> None:
        self.add(
            QgsProcessingParameterFileDestination(
                "KEY", self.tr("Secret key to sign with"), self.tr("Secret keys (*.key)"), None, True, False
            ),
            self.tr(
                "For whoever exports packages: where the secret key goes, locked with the password. Its public half, "
                "for all who check, goes beside it, ending in .pub. Choose a folder that only you can open, with a "
                "backup."
            ),
        )
        passwords.define(self)
        self.add(
            QgsProcessingParameterFileDestination(
                "IDENTITY", self.tr("Identity to decrypt with"), self.tr("Identities (*.txt)"), None, True, False
            ),
            self.tr(
                "For whoever receives encrypted packages: where the secret identity goes. No password locks it. Its "
                "recipient (age1…), for all who encrypt, goes beside it, ending in -recipient.txt."
            ),
        )
        self.addOutput(QgsProcessingOutputFile("PUBLIC_KEY", self.tr("Public key, to be given to all who check")))
        self.addOutput(QgsProcessingOutputString("PUBLIC", self.tr("The public key as one line")))
        self.addOutput(QgsProcessingOutputString("KEY_ID", self.tr("Id of the key, as minisign shows it")))
        self.addOutput(QgsProcessingOutputString("FINGERPRINT", self.tr("Fingerprint of the key, to be read out")))
        self.addOutput(QgsProcessingOutputFile("RECIPIENT_FILE", self.tr("File with the recipient")))
        self.addOutput(QgsProcessingOutputString("RECIPIENT", self.tr("Recipient, to be given to all who encrypt")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        crypto.need(self.tr("Making keys"))
        if not parameters.get("KEY") and not parameters.get("IDENTITY"):
            raise HotspotError(self.tr("Nothing is to be made: give KEY, IDENTITY or both a place."))
        for name, ending in (("KEY", ".pub"), ("IDENTITY", "-recipient.txt")):
            if parameters.get(name) == "TEMPORARY_OUTPUT":
                raise HotspotError(self.tr("{} needs a place where it is kept, not a temporary file.").format(name))
            if parameters.get(name):
                path = Path(self.parameterAsFileOutput(parameters, name, context))
                check_absent([path, beside(path, ending)])
        if parameters.get("KEY"):
            self._password(parameters, context)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        files: dict[Path, KeyFile] = {}
        outputs: dict[str, Any] = {}
        if parameters.get("KEY"):
            path = Path(self.parameterAsFileOutput(parameters, "KEY", context))
            progress.at(0.1)
            key = keys.new_key()
            text = keys.written(key, self._password(parameters, context), progress=Part(progress, 0.1, 0.9))
            public = beside(path, ".pub")
            files |= {path: KeyFile(text, True), public: KeyFile(key.public.text, False)}
            outputs |= {"KEY": str(path), "PUBLIC_KEY": str(public), "PUBLIC": key.public.line}
            outputs |= {"KEY_ID": key.public.name, "FINGERPRINT": key.public.fingerprint}
        if parameters.get("IDENTITY"):
            path = Path(self.parameterAsFileOutput(parameters, "IDENTITY", context))
            identity, public = age.new_identity(), beside(path, "-recipient.txt")
            files |= {path: KeyFile(identity.text, True), public: KeyFile(identity.recipient + "\n", False)}
            outputs |= {"IDENTITY": str(path), "RECIPIENT_FILE": str(public), "RECIPIENT": identity.recipient}
        progress.at(0.9)
        write_new(files)
        self._say(outputs, progress)
        return outputs

    def _say(self, outputs: dict[str, Any], progress: FeedbackProgress) -> None:
        if "KEY" in outputs:
            progress.say(
                self.tr(
                    "Give {} to all who check your packages, and read this fingerprint out to them in person or by "
                    "telephone: {}"
                ).format(Path(outputs["PUBLIC_KEY"]).name, outputs["FINGERPRINT"])
            )
        if "IDENTITY" in outputs:
            progress.say(self.tr("Whoever sends you packages encrypts them to {}").format(outputs["RECIPIENT"]))
            progress.warn(
                self.tr(
                    "{} is not locked with a password: whoever can read it can open the packages that are sent to you."
                ).format(Path(outputs["IDENTITY"]).name)
            )
        if os.name == "nt":
            progress.warn(
                self.tr("Windows gives the files the permissions of their folder: make sure that it is yours alone.")
            )

    def _password(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        password = passwords.password(self, parameters, context)
        if password is None:
            raise HotspotError(self.tr("The new key needs a password: ") + passwords.none_given())
        keys.check_password(password)
        return password
