"""Output files that are complete or absent."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import HotspotError


def check_folder(path: str | Path) -> Path:
    """Return the folder a file is to be written to, having made sure that one can be.

    Raises:
        HotspotError: the folder is not there, or files cannot be made in it.
    """
    folder = Path(path).absolute().parent
    if not folder.is_dir():
        raise HotspotError(
            f"The folder {folder} is not there: make it first, or choose another place for {Path(path).name}."
        )
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise HotspotError(
            f"Nothing can be written to the folder {folder} ({error.strerror}): "
            f"choose another place for {Path(path).name}."
        ) from None
    return folder


@contextmanager
def complete_or_absent(path: str | Path) -> Iterator[Path]:
    """Give a temporary path beside `path`, and rename it to `path` only if the block ends well.

    Raises:
        HotspotError: the folder is not there or not writable, or the file cannot be replaced (it may be open).
    """
    final = Path(path).absolute()
    folder = check_folder(final)
    # not mkstemp, whose file only its owner may read: this one has the rights that any new file here has
    beside = folder / f".{secrets.token_hex(8)}{final.suffix}"
    beside.touch(exist_ok=False)
    try:
        yield beside
        try:
            beside.replace(final)
        except OSError as error:
            raise HotspotError(
                f"{final} could not be written ({error.strerror}): close the program that has it open and try again."
            ) from None
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def whole_folder(folder: str | Path) -> Iterator[Path]:
    """Give a temporary folder, and move its files into `folder` (made if absent) only if the block ends well.

    Files of the same names are replaced, others stay. If one cannot be replaced, all are as they were.

    Raises:
        HotspotError: the parent is not there or not writable, `folder` is a file, or a file cannot be replaced.
    """
    final = Path(folder).absolute()
    parent = check_folder(final)
    if final.exists() and not final.is_dir():
        raise HotspotError(f"{final} is a file: choose a folder.")
    beside = parent / f".{secrets.token_hex(8)}"
    new, old = beside / "new", beside / "old"
    try:
        new.mkdir(parents=True)
        old.mkdir()
        yield new
        _move(new, final, old)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _move(new: Path, final: Path, old: Path) -> None:
    """Move all files from `new` to `final`, what they replace to `old`; or put everything back."""
    made = not final.exists()
    moved: list[Path] = []
    try:
        final.mkdir(exist_ok=True)
        for file in sorted(new.iterdir()):
            target = final / file.name
            moved.append(target)
            if target.exists():
                target.replace(old / file.name)
            file.replace(target)
    except OSError as error:
        for target in moved:
            if (old / target.name).exists():
                (old / target.name).replace(target)
            elif not (new / target.name).exists():
                target.unlink(missing_ok=True)
        if made and final.is_dir():
            final.rmdir()
        raise HotspotError(
            f"{error.filename or final} could not be written ({error.strerror}): close the program that has it open "
            "and try again."
        ) from None
