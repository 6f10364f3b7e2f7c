"""Where outputs are written, and how they get to where they were asked for: complete or absent, all or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext, QgsProcessingOutputLayerDefinition

from ..core.errors import HotspotError
from ..core.files import check_folder

# formats that are one file, which can be written beside and renamed; the others have companions (.shp) or are databases
ONE_FILE = {".gpkg", ".geojson", ".json", ".geojsonl", ".fgb", ".csv", ".kml", ".parquet", ".xlsx", ".ods"}


@contextmanager
def all_or_none(algorithm: QgsProcessingAlgorithm) -> Iterator[None]:
    """Hold back the files that `write` makes for an algorithm until the block has ended well, then put all in place.

    Without it each output is put in place as soon as it is written, and a second one that fails leaves the first.

    Raises:
        HotspotError: a file cannot be put in place.
    """
    held: list[tuple[Path, Path]] = []
    algorithm.held_outputs = held
    try:
        yield
        for made, final in held:
            _put(made, final)
    finally:
        del algorithm.held_outputs
        for made, _ in held:
            shutil.rmtree(made.parent, ignore_errors=True)


def _put(made: Path, final: Path) -> None:
    try:
        made.replace(final)
    except OSError as error:
        raise HotspotError(
            f"{final} could not be written ({error.strerror}): close the program that has it open and try again."
        ) from None


@contextmanager
def destination(
    algorithm: QgsProcessingAlgorithm, parameters: dict[str, Any], name: str, context: QgsProcessingContext
) -> Iterator[tuple[dict[str, Any], str | None]]:
    """Give the parameters to open the sink with and, for one-file formats, the file that it becomes at the end."""
    final = one_file(parameters, name, context)
    if final is None:
        yield parameters, None
        return
    with held_file(algorithm, final) as made:
        yield {**parameters, name: str(made)}, str(final)
    # registers the layer to be loaded, under the name and in the project that the user asked for
    algorithm.parameterAsOutputLayer(parameters, name, context)


@contextmanager
def held_file(algorithm: QgsProcessingAlgorithm, final: Path) -> Iterator[Path]:
    """Give a place to write a file that becomes `final` with the layers of `all_or_none`, or at once outside of it.

    Raises:
        HotspotError: the folder is not there or not writable, or the file cannot be put in place.
    """
    folder = check_folder(final)
    made = Path(tempfile.mkdtemp(prefix=".hotspots-", dir=folder)) / final.name
    held: list[tuple[Path, Path]] | None = getattr(algorithm, "held_outputs", None)
    try:
        yield made
        if held is None:
            _put(made, final)
        else:
            held.append((made, final))
    finally:
        if held is None or (made, final) not in held:
            shutil.rmtree(made.parent, ignore_errors=True)


def one_file(parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> Path | None:
    """Return the file that the output `name` goes to; None for memory layers, databases and several-file formats."""
    value = parameters[name]
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink.valueAsString(context.expressionContext(), "")[0]
    text = str(value)
    if text.startswith(("memory:", "TEMPORARY_OUTPUT", "ogr:", "postgis:")) or "://" in text or "|" in text:
        return None
    path = Path(text)
    return path if path.suffix.lower() in ONE_FILE else None
