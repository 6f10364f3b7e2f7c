"""Make the keys that packages are signed and decrypted with."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputFile,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ...core.errors import HotspotError
from ...core.files import check_folder
from ...core.tasking import age, crypto, keys
from ...core.tasking.keyfiles import KeyFile, check_absent, check_name, write_new
from ...layers.feedback import FeedbackProgress
from ..base import HotspotAlgorithm
from . import passwords

SIGNING, DECRYPTING = ("sign", "both"), ("decrypt", "both")
KINDS = ("sign", "decrypt", "both")


class MakeKeys(HotspotAlgorithm):
    """A key pair of minisign's to sign with, an identity of age's to decrypt with, or both."""

    ROOM = "tasking"

    def title(self) -> str:
        return self.tr("Make keys")

    def define(self) -> None:
        self.add(
            QgsProcessingParameterEnum(
                "KIND",
                self.tr("What for"),
                [
                    self.tr("Sign: for whoever exports packages"),
                    self.tr("Decrypt: for whoever receives encrypted packages"),
                    self.tr("Both"),
                ],
                False,
                0,
            ),
            self.tr(
                "A signing key proves that a package is yours; others check it with its public half. An identity opens "
                "what others encrypt to its recipient (age1…)."
            ),
        )
        self.add(
            QgsProcessingParameterFile("FOLDER", self.tr("Folder"), Qgis.ProcessingFileParameterBehavior.Folder),
            self.tr(
                "Where the files go. Choose a folder that only you can open, with a backup; on Windows its permissions "
                "are those of the files."
            ),
        )
        self.add(
            QgsProcessingParameterString("NAME", self.tr("Name"), "hotspots"),
            self.tr("How the files' names begin: NAME.key and NAME.pub, NAME-identity.txt and NAME-recipient.txt."),
        )
        passwords.define(self)
        self.addOutput(QgsProcessingOutputFile("KEY", self.tr("Secret key to sign with, locked with the password")))
        self.addOutput(QgsProcessingOutputFile("PUBLIC_KEY", self.tr("Public key, to be given to all who check")))
        self.addOutput(QgsProcessingOutputString("PUBLIC", self.tr("The public key as one line")))
        self.addOutput(QgsProcessingOutputString("KEY_ID", self.tr("Id of the key, as minisign shows it")))
        self.addOutput(QgsProcessingOutputString("FINGERPRINT", self.tr("Fingerprint of the key, to be read out")))
        self.addOutput(QgsProcessingOutputFile("IDENTITY", self.tr("Secret identity to decrypt with")))
        self.addOutput(QgsProcessingOutputFile("RECIPIENT_FILE", self.tr("File with the recipient")))
        self.addOutput(QgsProcessingOutputString("RECIPIENT", self.tr("Recipient, to be given to all who encrypt")))

    def check(self, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
        crypto.need(self.tr("Making keys"))
        check_name(self.parameterAsString(parameters, "NAME", context))
        paths = self._paths(parameters, context)
        check_folder(paths[0])
        check_absent(paths)
        if self._kind(parameters, context) in SIGNING:
            self._password(parameters, context)

    def work(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: FeedbackProgress
    ) -> dict[str, Any]:
        kind = self._kind(parameters, context)
        paths = self._paths(parameters, context)
        files: dict[Path, KeyFile] = {}
        outputs: dict[str, Any] = {}
        if kind in SIGNING:
            key = keys.new_key()
            text = keys.written(key, self._password(parameters, context), progress=progress)
            files[paths[0]], files[paths[1]] = KeyFile(text, True), KeyFile(key.public.text, False)
            outputs |= {"KEY": str(paths[0]), "PUBLIC_KEY": str(paths[1]), "PUBLIC": key.public.line}
            outputs |= {"KEY_ID": key.public.name, "FINGERPRINT": key.public.fingerprint}
        if kind in DECRYPTING:
            identity = age.new_identity()
            files[paths[-2]] = KeyFile(identity.text, True)
            files[paths[-1]] = KeyFile(identity.recipient + "\n", False)
            outputs |= {"IDENTITY": str(paths[-2]), "RECIPIENT_FILE": str(paths[-1]), "RECIPIENT": identity.recipient}
        progress.at(1.0)
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

    def _kind(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        return KINDS[self.parameterAsEnum(parameters, "KIND", context)]

    def _paths(self, parameters: dict[str, Any], context: QgsProcessingContext) -> list[Path]:
        folder = Path(self.parameterAsString(parameters, "FOLDER", context))
        kind, name = self._kind(parameters, context), self.parameterAsString(parameters, "NAME", context)
        signing = [f"{name}.key", f"{name}.pub"] if kind in SIGNING else []
        decrypting = [f"{name}-identity.txt", f"{name}-recipient.txt"] if kind in DECRYPTING else []
        return [folder / file for file in (*signing, *decrypting)]

    def _password(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        password = passwords.password(self, parameters, context)
        if password is None:
            raise HotspotError(self.tr("The new key needs a password: ") + passwords.none_given())
        keys.check_password(password)
        return password
