"""Where distances and areas are computed: metres, never degrees, never feet taken for metres."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsDistanceArea,
    QgsLineString,
    QgsPointXY,
    QgsUnitTypes,
)

from ..core.errors import HotspotError
from ..core.progress import SILENT, Progress

Floats = NDArray[np.float64]
WGS84 = "EPSG:4326"
# Beyond this a projection's own metres are not metres on the ground (Web Mercator at 51.5° N: 61 % off; national grids
# and UTM: under 0.1 %; conic projections of whole countries: up to about 1.5 %).
LARGEST_DISTORTION = 0.02


@dataclass(frozen=True)
class MetreSpace:
    """A projected coordinate system to compute in. Coordinates inside are metres, whatever the system's unit.

    `into` brings coordinates of any layer in, `out` gives geometries back in the units of `crs`, ready for a layer.
    """

    crs: QgsCoordinateReferenceSystem
    metres_per_unit: float
    context: QgsCoordinateTransformContext
    progress: Progress = SILENT
    _said: set[str] = field(default_factory=set, compare=False)

    @classmethod
    def of(
        cls,
        crs: QgsCoordinateReferenceSystem,
        x: Floats,
        y: Floats,
        context: QgsCoordinateTransformContext,
        layer: str,
        progress: Progress = SILENT,
    ) -> MetreSpace:
        """Choose the space for a layer: its own system if that keeps distances, otherwise the UTM zone of its middle.

        Args:
            crs: the layer's system.
            x, y: its coordinates, in the layer's unit; NaN where a feature has none. Their median decides, so that one
                stray point cannot move the zone.
            context: which transformations the user prefers.
            layer: the layer's name, for messages.
            progress: is told which system is used, and why.

        Raises:
            HotspotError: the layer has no system, no usable coordinate, or degrees that cannot be degrees.
        """
        check_crs(crs, layer)
        finite = np.isfinite(x) & np.isfinite(y)
        if not finite.any():
            raise HotspotError(f"No feature of {layer} has a location, so there is nothing to work with.")
        check_degrees(crs, x[finite], y[finite], layer)
        middle = QgsPointXY(float(np.median(x[finite])), float(np.median(y[finite])))
        if not crs.isGeographic():
            unit = _metres_per_unit(crs, layer)
            distortion = _distortion(crs, middle, unit, context)
            if distortion <= LARGEST_DISTORTION:
                if abs(unit - 1.0) > 1e-12:
                    progress.say(
                        f"{layer} is in {_name(crs)}, whose unit is {unit:.10g} m: distances are converted to metres."
                    )
                return cls(crs, unit, context, progress)
            progress.warn(
                f"Distances in {_name(crs)} are {distortion:.0%} off at {layer}'s middle, so it is not computed in."
            )
        zone = _utm(crs, middle, context)
        progress.say(f"Computing in {_name(zone)}, the UTM zone at the middle of {layer}.")
        return cls(zone, 1.0, context, progress)

    def into(self, x: Floats, y: Floats, crs: QgsCoordinateReferenceSystem, layer: str) -> tuple[Floats, Floats]:
        """Return coordinates of `layer` in metres; what cannot be transformed becomes NaN.

        Raises:
            HotspotError: the layer has no system, or degrees that cannot be degrees.
        """
        degrees = DegreeCheck(crs, layer)
        made = self.some_into(x, y, degrees)
        degrees.tell()
        return made

    def some_into(self, x: Floats, y: Floats, degrees: DegreeCheck) -> tuple[Floats, Floats]:
        """Return some of a layer's coordinates in metres, as `into` does those of all; `degrees` tells at the end."""
        check_crs(degrees.crs, degrees.layer)
        degrees.see(x, y)
        crs = degrees.crs
        new_x, new_y = self._transform(x, y, crs, self.crs)
        return new_x * self.metres_per_unit, new_y * self.metres_per_unit

    def geometries_into(
        self, shapes: NDArray[np.object_], crs: QgsCoordinateReferenceSystem, layer: str
    ) -> NDArray[np.object_]:
        """Return shapely geometries of `layer` in metres (see `into`)."""
        coordinates = shapely.get_coordinates(shapes)
        x, y = self.into(coordinates[:, 0], coordinates[:, 1], crs, layer)
        if not (np.isfinite(x) & np.isfinite(y)).all():
            raise HotspotError(
                f"Some shapes of {layer} lie where {_name(self.crs)} has no coordinates: check the layer's CRS."
            )
        return shapely.set_coordinates(shapely.force_2d(shapes), np.column_stack((x, y)))

    def out(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return geometries computed here in the unit of `crs`, for a layer that has this `crs`."""
        if self.metres_per_unit == 1.0:
            return shapes
        return shapely.transform(shapes, lambda coordinates: coordinates / self.metres_per_unit)

    def to_lonlat(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return metres of this space as WGS 84 longitude and latitude in degrees; NaN where there is none."""
        target = QgsCoordinateReferenceSystem(WGS84)
        return self._transform(x / self.metres_per_unit, y / self.metres_per_unit, self.crs, target)

    def from_lonlat(self, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
        """Return WGS 84 degrees as metres of this space; NaN where there are none."""
        x, y = self._transform(longitude, latitude, QgsCoordinateReferenceSystem(WGS84), self.crs)
        return x * self.metres_per_unit, y * self.metres_per_unit

    def geometries_to_lonlat(self, shapes: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return geometries of this space in WGS 84 degrees."""

        def degrees(coordinates: Floats) -> Floats:
            return np.column_stack(self.to_lonlat(coordinates[:, 0], coordinates[:, 1]))

        return shapely.transform(shapely.force_2d(shapes), degrees)

    def _transform(
        self, x: Floats, y: Floats, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
    ) -> tuple[Floats, Floats]:
        if source == target:
            return x, y
        transform = QgsCoordinateTransform(source, target, self.context)
        said = operation(transform)
        if said not in self._said:
            self._said.add(said)
            self.progress.say(said)
        return transform_points(x, y, transform)


def transform_points(x: Floats, y: Floats, transform: QgsCoordinateTransform) -> tuple[Floats, Floats]:
    """Transform points in bulk (five times faster than one by one); what has no result is NaN.

    A whole QgsLineString is transformed at once; only if some point of it fails are the points tried one by one.
    """
    out_x, out_y = np.full(x.shape, np.nan), np.full(y.shape, np.nan)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not usable.size:
        return out_x, out_y
    line = QgsLineString(x[usable].tolist(), y[usable].tolist())
    try:
        line.transform(transform)
    except QgsCsException:
        for i in usable:
            try:
                point = transform.transform(float(x[i]), float(y[i]))
            except QgsCsException:
                continue
            out_x[i], out_y[i] = point.x(), point.y()
    else:
        # WKB of a line string: byte order, type, number of points, then the coordinates
        flat = np.frombuffer(line.asWkb().data(), dtype="<f8", offset=9)
        out_x[usable], out_y[usable] = flat[0::2], flat[1::2]
    bad = ~(np.isfinite(out_x) & np.isfinite(out_y))
    out_x[bad] = out_y[bad] = np.nan
    return out_x, out_y


def to_degrees(
    context: QgsCoordinateTransformContext, progress: Progress = SILENT
) -> Callable[[str, Floats, Floats], tuple[Floats, Floats]]:
    """Return a function that takes a CRS such as "EPSG:27700" and coordinates in it to WGS 84 degrees.

    It raises HotspotError for a CRS that is not known, and says once which operation runs; what has no result is NaN.
    """
    made: dict[str, QgsCoordinateTransform] = {}

    def transform(name: str, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        if name not in made:
            crs = QgsCoordinateReferenceSystem(name)
            if not crs.isValid():
                raise HotspotError(f"The CRS {name} of a mapping is not known: write a code such as EPSG:27700.")
            made[name] = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(WGS84), context)
            progress.say(operation(made[name]))
        return transform_points(x, y, made[name])

    return transform


def check_crs(crs: QgsCoordinateReferenceSystem, layer: str) -> None:
    """Raise HotspotError if a layer has no coordinate system."""
    if not crs.isValid():
        raise HotspotError(f"{layer} has no coordinate reference system: set it in the layer's properties first.")


def check_degrees(crs: QgsCoordinateReferenceSystem, x: Floats, y: Floats, layer: str) -> None:
    """Raise HotspotError if a layer that says it is in degrees mostly is not (a GeoJSON written in metres, say)."""
    degrees = DegreeCheck(crs, layer)
    degrees.see(x, y)
    degrees.tell()


class DegreeCheck:
    """Tells whether a layer that says it is in degrees mostly is; for one that is read some features at a time."""

    def __init__(self, crs: QgsCoordinateReferenceSystem, layer: str) -> None:
        self.crs, self.layer = crs, layer
        self._seen = self._wrong = 0
        self._largest = 0.0

    def see(self, x: Floats, y: Floats) -> None:
        """Look at coordinates."""
        if not self.crs.isGeographic():
            return
        finite = np.isfinite(x) & np.isfinite(y)
        wrong = finite & ((np.abs(x) > 360.0) | (np.abs(y) > 90.0))
        self._seen += int(finite.sum())
        self._wrong += int(wrong.sum())
        if wrong.any():
            self._largest = max(self._largest, float(np.abs(np.concatenate((x[wrong], y[wrong]))).max()))

    def tell(self) -> None:
        """Raise HotspotError if half of the coordinates cannot be degrees."""
        if self._wrong and 2 * self._wrong >= self._seen:
            raise HotspotError(
                f"{self.layer} says that its coordinates are degrees ({_name(self.crs)}), but they are as large as "
                f"{self._largest:,.0f}: set the CRS that they are really in."
            )


def operation(transform: QgsCoordinateTransform) -> str:
    """Say which coordinate operation runs, and how exact it is."""
    details = transform.instantiatedCoordinateOperationDetails()
    accuracy = f"accuracy {details.accuracy:g} m" if details.accuracy >= 0 else "accuracy unknown"
    name = details.name or "the default operation"
    return f"Coordinates: {_name(transform.sourceCrs())} → {_name(transform.destinationCrs())} by {name} ({accuracy})."


def _name(crs: QgsCoordinateReferenceSystem) -> str:
    return crs.userFriendlyIdentifier() or crs.description() or "a custom CRS"


def _metres_per_unit(crs: QgsCoordinateReferenceSystem, layer: str) -> float:
    metres = QgsUnitTypes.fromUnitToUnitFactor(crs.mapUnits(), QgsCoordinateReferenceSystem("EPSG:32630").mapUnits())
    if not np.isfinite(metres) or metres <= 0:
        raise HotspotError(f"The unit of {layer}'s CRS ({_name(crs)}) is unknown: use a CRS in metres or feet.")
    return float(metres)


def _distortion(
    crs: QgsCoordinateReferenceSystem, middle: QgsPointXY, unit: float, context: QgsCoordinateTransformContext
) -> float:
    """Return how far 100 m drawn at `middle` are from 100 m on the ellipsoid, as a share; endless if nothing tells."""
    step = 100.0 / unit
    ends = [QgsPointXY(middle.x() + dx, middle.y() + dy) for dx, dy in ((step, 0.0), (0.0, step))]
    # QGIS cannot measure on the ellipsoid of a system of the user's own; that of GPS differs by less than 1 in 10,000
    for ellipsoid in filter(None, (crs.ellipsoidAcronym(), "EPSG:7030")):
        measure = QgsDistanceArea()
        measure.setSourceCrs(crs, context)
        measure.setEllipsoid(ellipsoid)
        try:
            ground = np.array([measure.measureLine(middle, end) for end in ends])
        except QgsCsException:
            continue
        if np.isfinite(ground).all() and (ground > 0).all():
            return float(np.abs(100.0 / ground - 1.0).max())
    return float("inf")


def _utm(
    crs: QgsCoordinateReferenceSystem, middle: QgsPointXY, context: QgsCoordinateTransformContext
) -> QgsCoordinateReferenceSystem:
    degrees = QgsCoordinateTransform(crs, QgsCoordinateReferenceSystem(WGS84), context).transform(middle)
    zone = min(max(int((degrees.x() + 180.0) // 6.0) + 1, 1), 60)
    return QgsCoordinateReferenceSystem(f"EPSG:{32600 + zone if degrees.y() >= 0 else 32700 + zone}")
