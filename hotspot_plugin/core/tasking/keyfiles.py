"""Key files on the disk: read in one place, and written so that no key is ever overwritten or open to others."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import HotspotError
from .minisign import LONGEST, PublicKey, read_public

_LINE = re.compile(r"[A-Za-z0-9+/=]{56}", re.ASCII)


@dataclass(frozen=True)
class KeyFile:
    """What a key file shall hold, and whether it is for its owner alone."""

    text: str
    secret: bool


def read_text(path: str | Path) -> str:
    """Return the text of a small file.

    Raises:
        HotspotError: it cannot be read, or is larger than any key.
    """
    name = Path(path).name
    try:
        with Path(path).open("rb") as source:
            data = source.read(LONGEST + 1)
    except OSError as error:
        raise HotspotError(f"{path} cannot be read ({error.strerror}): check that the file is there.") from None
    try:
        if len(data) <= LONGEST:
            return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    raise HotspotError(f"{name} is no key and no password: choose the right file.")


def public_key(given: str) -> PublicKey:
    """Return a public key from a file's path, or from the key's line of 56 characters itself.

    Raises:
        HotspotError: it is none.
    """
    if _LINE.fullmatch(given.strip()) and not Path(given).is_file():
        return read_public(given, "PUBLIC_KEY")
    return read_public(read_text(given), Path(given).name)


def beside(path: Path, ending: str) -> Path:
    """Return where the public half of a secret file goes: `desk.key` → `desk.pub`, `me.txt` → `me-recipient.txt`.

    Raises:
        HotspotError: that would be the secret file itself.
    """
    public = path.with_name(path.stem + ending)
    if public == path:
        raise HotspotError(f"{path.name} is what the public half would be called: give the secret one another name.")
    return public


def check_absent(paths: list[Path]) -> None:
    """Make sure that none of the files is there.

    Raises:
        HotspotError: one is; a key that is overwritten is lost, and with it all that was signed or sealed with it.
    """
    for path in paths:
        if path.exists() or path.is_symlink():
            raise HotspotError(f"{path} is there already, and keys are never overwritten: choose another name.")


def write_new(files: Mapping[Path, KeyFile]) -> None:
    """Write key files that are not there yet, all or none; secret ones are their owner's alone where the OS has that.

    Raises:
        HotspotError: one is there, or cannot be written.
    """
    check_absent(list(files))
    made: list[Path] = []
    done = False
    try:
        for path, file in files.items():
            # made with its rights, not given them afterwards, and never over another
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if file.secret else 0o644)
            made.append(path)
            with os.fdopen(handle, "wb") as target:
                target.write(file.text.encode("utf-8"))
        done = True
    except OSError as error:
        raise HotspotError(
            f"{error.filename or 'A key file'} could not be written ({error.strerror}): choose another folder."
        ) from None
    finally:
        if not done:
            for path in made:
                path.unlink(missing_ok=True)
