"""Where the password of a key is: no parameter holds it, since Processing keeps them all in its history and log."""

from __future__ import annotations

import os
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsAuthMethodConfig,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterAuthConfig,
    QgsProcessingParameterFile,
)
from qgis.PyQt.QtCore import QCoreApplication

from ...core.errors import HotspotError
from ...core.tasking.keyfiles import read_text
from ..base import HotspotAlgorithm

VARIABLE = "HOTSPOTS_KEY_PASSWORD"
translate = QCoreApplication.translate  # pylupdate finds texts by this name


def define(algorithm: HotspotAlgorithm, advanced: bool = False) -> None:
    """Add the two parameters that say where the password is; there is none that holds it."""
    algorithm.add(
        QgsProcessingParameterFile(
            "PASSWORD_FILE",
            translate("Passwords", "Password of the key, in a file"),
            optional=True,
            fileFilter=translate("Passwords", "All files (*)"),
        ),
        translate(
            "Passwords",
            "Text file whose first line is the password, for scheduled tasks; only you should be able to read it. "
            "Without login and file, the environment variable HOTSPOTS_KEY_PASSWORD is used.",
        ),
        advanced,
    )
    algorithm.add(
        QgsProcessingParameterAuthConfig(
            "PASSWORD_AUTH", translate("Passwords", "Password of the key, in QGIS's logins"), None, True
        ),
        translate(
            "Passwords",
            "Login of QGIS's own store of passwords (Settings, Options, Authentication), of the kind Basic; its "
            "password opens the key, its user name is not used. QGIS's history keeps the login's id, not the password.",
        ),
        advanced,
    )


def password(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> str | None:
    """Return the password, None where no place for it is given.

    Raises:
        HotspotError: the login or the file cannot be used, or holds no password.
    """
    login = algorithm.parameterAsString(parameters, "PASSWORD_AUTH", context)
    path = algorithm.parameterAsString(parameters, "PASSWORD_FILE", context)
    if login and path:
        raise HotspotError(translate("Passwords", "Give PASSWORD_AUTH or PASSWORD_FILE, not both."))
    if login:
        found = _from_login(login)
    elif path:
        found = (read_text(path).splitlines() or [""])[0]
    else:
        found = os.environ.get(VARIABLE, "")
        if not found:
            return None
    if not found:
        raise HotspotError(
            translate("Passwords", "The login has no password.")
            if login
            else translate("Passwords", "The first line of PASSWORD_FILE is empty: write the password there.")
        )
    return found


def none_given() -> str:
    """Return what to do where a password is needed and no place for it is given."""
    return translate(
        "Passwords",
        "choose a login in PASSWORD_AUTH, a file in PASSWORD_FILE, or set the environment variable "
        "HOTSPOTS_KEY_PASSWORD.",
    )


def _from_login(login: str) -> str:
    config = QgsAuthMethodConfig()
    answer = QgsApplication.authManager().loadAuthenticationConfig(login, config, True)
    good, config = answer if isinstance(answer, tuple) else (answer, config)
    if not good:
        raise HotspotError(
            translate(
                "Passwords",
                "The login {} cannot be opened: check that it is in QGIS's store of passwords and that the master "
                "password was right.",
            ).format(login)
        )
    return str(config.config("password"))
