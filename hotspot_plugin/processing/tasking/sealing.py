"""How exportpackage signs and encrypts: its parameters for that, and the two steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from qgis.core import (
    Qgis,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import HotspotError
from ...core.files import complete_or_absent
from ...core.progress import Part
from ...core.tasking import age, container, crypto, keys
from ...core.tasking.agestream import Encrypting
from ...core.tasking.keyfiles import read_text
from ...core.tasking.keys import SecretKey
from ...core.tasking.signature import signed
from ...layers.feedback import FeedbackProgress
from ..base import HotspotAlgorithm
from . import passwords

translate = QCoreApplication.translate  # pylupdate finds texts by this name


def define(algorithm: HotspotAlgorithm) -> None:
    """Add the parameters and outputs."""
    algorithm.add(
        QgsProcessingParameterFile(
            "KEY",
            translate("Sealing", "Key to sign with"),
            optional=True,
            fileFilter=translate("Sealing", "Secret keys (*.key);;All files (*)"),
        ),
        translate(
            "Sealing",
            "Secret key that “Make keys” or minisign made. The package then carries a signature, which “Verify "
            "package” and minisign check with the public key. Needs the Python library cryptography.",
        ),
        advanced=True,
    )
    passwords.define(algorithm, advanced=True)
    algorithm.add(
        QgsProcessingParameterString(
            "RECIPIENTS", translate("Sealing", "Encrypt to"), None, multiLine=True, optional=True
        ),
        translate(
            "Sealing",
            "Recipients (age1…) who alone can open the package, one a line or between commas, or a text file of such. "
            "The package's name then ends in .age, and no readable one is written. Phones cannot open it: whoever "
            "puts it on them decrypts it first. Needs the Python library cryptography.",
        ),
        advanced=True,
    )
    algorithm.add(
        QgsProcessingParameterNumber(
            "SEQUENCE",
            translate("Sealing", "Number of this issue"),
            Qgis.ProcessingNumberParameterType.Integer,
            None,
            True,
            1,
        ),
        translate(
            "Sealing",
            "Whole number, higher with each package for the same people, by which an old package is told from a new "
            "one. Empty: a signed package takes the seconds since 1970, an unsigned one has none, so that the same "
            "input gives the same bytes.",
        ),
        advanced=True,
    )
    algorithm.addOutput(QgsProcessingOutputString("KEY_ID", translate("Sealing", "Id of the key that signed")))
    algorithm.addOutput(QgsProcessingOutputNumber("ISSUE", translate("Sealing", "Number of this issue, if it has one")))


@dataclass(frozen=True)
class Sealing:
    """How this package is to be sealed, with the key unlocked."""

    key: SecretKey | None
    recipients: list[bytes]
    sequence: int | None
    when: datetime

    def signed(self, files: dict[str, bytes]) -> dict[str, bytes]:
        """Return the package's files, with a signature if there is a key."""
        return files if self.key is None else signed(files, self.key, self.when)

    def write(self, output: str, files: dict[str, bytes], progress: FeedbackProgress | Part) -> str:
        """Write the package, encrypted if there are recipients, and return its path."""
        if not self.recipients:
            with complete_or_absent(output) as beside, beside.open("wb") as target:
                container.write(target, files, progress)
            return output
        output = output if output.lower().endswith(age.SUFFIX) else output + age.SUFFIX
        # encrypted while it is written: not even a temporary file is readable
        with complete_or_absent(output) as beside, beside.open("wb") as target:
            head, file_key = age.header(self.recipients)
            target.write(head)
            writer = Encrypting(target, file_key)
            container.write(writer, files, progress)
            writer.finish()
        return output

    def outputs(self) -> dict[str, Any]:
        """Return KEY_ID and ISSUE."""
        return {"KEY_ID": self.key.public.name if self.key else "", "ISSUE": self.sequence}

    def say(self, output: str, progress: FeedbackProgress) -> None:
        """Tell how the package was sealed."""
        if self.key is not None:
            told = translate("Sealing", "Signed by the key {}, fingerprint {}, as number {}.")
            progress.say(told.format(self.key.public.name, self.key.public.fingerprint, self.sequence))
            if not self.key.locked:
                progress.warn(
                    translate(
                        "Sealing",
                        "THE KEY HAS NO PASSWORD: whoever copies it can sign as you. Lock it with minisign -C, or "
                        "make a new one with “Make keys”.",
                    )
                )
        if self.recipients:
            told = translate("Sealing", "{} is encrypted: {} recipients alone can open it.")
            progress.say(told.format(Path(output).name, len(self.recipients)))


def check(algorithm: HotspotAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext) -> None:
    """Raise HotspotError for what can be seen to be wrong without trying the password."""
    key = algorithm.parameterAsString(parameters, "KEY", context)
    if key:
        crypto.need(translate("Sealing", "Signing a package"))
        locked = keys.is_locked(read_text(key), Path(key).name)
        if locked and passwords.password(algorithm, parameters, context) is None:
            raise HotspotError(
                translate("Sealing", "{} is locked with a password: ").format(Path(key).name) + passwords.none_given()
            )
    recipients = algorithm.parameterAsString(parameters, "RECIPIENTS", context)
    if recipients.strip():
        crypto.need(translate("Sealing", "Encrypting a package"))
        age.recipients(recipients)
    elif str(parameters.get("OUTPUT") or "").lower().endswith(age.SUFFIX):
        raise HotspotError(
            translate(
                "Sealing",
                "OUTPUT ends in .age, as encrypted packages do, and RECIPIENTS is empty: name the recipients, or end "
                "it in .zip.",
            )
        )


def unlock(
    algorithm: HotspotAlgorithm,
    parameters: dict[str, Any],
    context: QgsProcessingContext,
    progress: FeedbackProgress | Part,
) -> Sealing:
    """Return how the package is to be sealed.

    Raises:
        HotspotError: the password does not open the key.
    """
    path = algorithm.parameterAsString(parameters, "KEY", context)
    key = None
    if path:
        password = passwords.password(algorithm, parameters, context)
        key = keys.read(read_text(path), Path(path).name, password, progress)
    recipients = algorithm.parameterAsString(parameters, "RECIPIENTS", context)
    when = datetime.now(UTC)
    sequence = int(when.timestamp()) if key else None
    if parameters.get("SEQUENCE") not in (None, ""):
        sequence = int(algorithm.parameterAsDouble(parameters, "SEQUENCE", context))
    return Sealing(key, age.recipients(recipients) if recipients.strip() else [], sequence, when)
