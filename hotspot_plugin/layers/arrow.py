"""GeoPackage tables past QGIS, by GDAL's Arrow stream: several times faster than feature by feature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..core.errors import HotspotError
from ..core.progress import Progress

POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])


@dataclass(frozen=True)
class Table:
    """A table of a GeoPackage: file, name ("" for its only one), the layer's name for messages, number of rows."""

    path: str
    name: str
    layer: str
    rows: int


def xy(wkb: list[bytes | None], name: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return coordinates of points given as WKB, NaN where there is none.

    Raises:
        HotspotError: a feature has several points, or is none.
    """
    x, y = np.full(len(wkb), np.nan), np.full(len(wkb), np.nan)
    there = np.array([w is not None for w in wkb], dtype=bool)
    data = [w for w in wkb if w is not None]
    joined = b"".join(data)
    if len(joined) == POINT.itemsize * len(data):
        points = np.frombuffer(joined, dtype=POINT)
        if (points["order"] == 1).all() and (points["type"] == 1).all():
            x[there], y[there] = points["x"], points["y"]
            return x, y
    shapes = shapely.from_wkb(np.array(data, dtype=object))
    counts = shapely.get_num_coordinates(shapes)
    if (counts > 1).any() or not np.isin(shapely.get_type_id(shapes), (0, 4)).all():
        raise HotspotError(
            f"{name} has features that are not single points: run Multipart to singleparts or Centroids first."
        )
    x[np.flatnonzero(there)[counts == 1]], y[np.flatnonzero(there)[counts == 1]] = shapely.get_coordinates(shapes).T
    return x, y


def _stream(table: Table, wanted: Sequence[str], kinds: Sequence[int]) -> tuple[Any, Any, str] | None:
    """Open a table as a GDAL layer that streams only the fields wanted; None where Arrow differs from QGIS's features.

    Returns:
        dataset (to be kept as long as the layer), layer, name of the geometry column.
    """
    from osgeo import gdal, ogr

    dataset = gdal.OpenEx(table.path, gdal.OF_VECTOR | gdal.OF_READONLY)
    stream = dataset and (dataset.GetLayerByName(table.name) if table.name else dataset.GetLayer(0))
    if not stream or not hasattr(stream, "GetArrowStreamAsNumPy") or stream.GetGeomType() not in kinds:
        return None
    definition = stream.GetLayerDefn()
    present = [definition.GetFieldDefn(i).GetName() for i in range(definition.GetFieldCount())]
    plain = (ogr.OFTInteger, ogr.OFTInteger64, ogr.OFTReal, ogr.OFTString, ogr.OFTDateTime)
    for field in wanted:
        if field not in present or definition.GetFieldDefn(present.index(field)).GetType() not in plain:
            return None  # the primary key, or a type whose Arrow form differs from QGIS's
        if definition.GetFieldDefn(present.index(field)).GetSubType() != ogr.OFSTNone:
            return None
    stream.SetIgnoredFields([field for field in present if field not in wanted])
    return dataset, stream, stream.GetGeometryColumn() or "wkb_geometry"


# not INCLUDE_FID=NO: with every field ignored as well, GDAL 3.6 gives points without coordinates
_ARROW_OPTIONS = ("USE_MASKED_ARRAYS=YES",)


Columns = dict[str, NDArray[Any]]


def point_batches(
    table: Table, fields: dict[str, str], progress: Progress
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], Columns]] | None:
    """Return batches of points and `fields` (name asked for → name in the file); None where QGIS must read them."""
    from osgeo import ogr

    opened = _stream(table, list(fields.values()), (ogr.wkbPoint,))
    return None if opened is None else _points(opened, table, fields, progress)


def _points(
    opened: tuple[Any, Any, str], table: Table, fields: dict[str, str], progress: Progress
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], Columns]]:
    _dataset, stream, geometry = opened
    total, seen = max(table.rows, 1), 0
    texts: dict[Any, Any] = {}
    for batch in stream.GetArrowStreamAsNumPy(options=list(_ARROW_OPTIONS)):
        progress.at(min(seen / total, 1.0))
        wkb = batch[geometry]
        if wkb.dtype.itemsize == POINT.itemsize and wkb.dtype.kind == "V" and not np.ma.is_masked(wkb):
            points = np.ascontiguousarray(np.ma.getdata(wkb)).view(POINT)
            x, y = points["x"].astype(np.float64), points["y"].astype(np.float64)
        else:
            x, y = xy(_binaries(wkb), table.layer)
        seen += len(x)
        yield x, y, {name: _values(batch[field], texts) for name, field in fields.items()}
    progress.at(1.0)


def read_shapes(
    table: Table, fields: dict[str, str], progress: Progress
) -> tuple[list[bytes | None], pd.DataFrame] | None:
    """Read lines or polygons as `read_points` does points, their geometry as WKB."""
    from osgeo import ogr

    kinds = [ogr.wkbLineString, ogr.wkbMultiLineString, ogr.wkbPolygon, ogr.wkbMultiPolygon]
    opened = _stream(table, list(fields.values()), kinds)
    if opened is None:
        return None
    _dataset, stream, geometry = opened
    total = max(table.rows, 1)
    shapes: list[bytes | None] = []
    columns: dict[str, list[NDArray[Any]]] = {field: [] for field in fields.values()}
    texts: dict[Any, Any] = {}
    for batch in stream.GetArrowStreamAsNumPy(options=list(_ARROW_OPTIONS)):
        progress.at(min(len(shapes) / total, 1.0))
        shapes += _binaries(batch[geometry])
        for field in fields.values():
            columns[field].append(_values(batch[field], texts))
    progress.at(1.0)
    if not shapes:
        return [], pd.DataFrame()
    frame = pd.DataFrame(
        {name: _joined(columns[field]) for name, field in fields.items()},
        index=pd.RangeIndex(len(shapes)),
    )
    return shapes, frame


def _binaries(wkb: NDArray[Any]) -> list[bytes | None]:
    """Return geometries of an Arrow batch as bytes, None for a feature without one."""
    gone = np.ma.getmaskarray(wkb)
    return [None if lost or not value else bytes(value) for value, lost in zip(np.ma.getdata(wkb), gone, strict=True)]


def _joined(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """Return the batches of one field as one column, each part let go of: never are there two of all."""
    whole = np.concatenate(parts)  # whole numbers become floats where another batch had a null
    parts.clear()
    return whole


def _values(batch: NDArray[Any], texts: dict[Any, Any]) -> NDArray[Any]:
    """Return a batch of one field as the kinds that `read._column` makes; `texts` holds what was decoded before."""
    gone = np.ma.getmaskarray(batch)
    data = np.ma.getdata(batch)
    if data.dtype.kind == "M":
        times: NDArray[Any] = data.astype("M8[ms]")
        times[gone] = np.datetime64("NaT")
        return times
    if data.dtype.kind in "iu" and not gone.any():
        return data.astype(np.int64)
    if data.dtype.kind in "iuf":
        numbers = data.astype(np.float64)
        numbers[gone] = np.nan
        return numbers
    # few different texts, many rows: each is decoded once and kept once, those of a key only in their rows
    codes, found = pd.factorize(data.astype(object))
    kept = texts if len(found) <= len(data) // 4 else {}
    for text in found:
        if text not in kept:
            kept[text] = text.decode("utf-8") if isinstance(text, bytes) else text
    decoded = np.array([*(kept[text] for text in found), None], dtype=object)
    return np.asarray(decoded[np.where(gone, len(decoded) - 1, codes)])
