"""Packages as they would come back from the field: the simulated visits, recorded on the phone of each unit."""

from __future__ import annotations

import uuid
import zipfile
from pathlib import Path

import pandas as pd
from osgeo import gdal, ogr

from hotspot_plugin.core.tasking.records_schema import FILE, FIXES, PATROLS

from .page import read

HEADER = 8  # bytes before a point's WKB in a GeoPackage
SHORTEST = 8  # minutes: officers press Start for a patrol, not for a street that they drive along


def simulate(package: Path, bundle: str, tables: Path, folder: Path) -> int:
    """Unpack the package once for each unit, fill its records with that unit's visits, and return how many.

    Hotspots that did not travel cannot be chosen on a phone, so their visits are in no record.
    """
    gdal.UseExceptions()
    visits = read(tables / "visits_simulated.gpkg")
    visits = visits[(visits["minutes"] >= SHORTEST) & (visits["arm"] == "treatment")]
    fixes = read(tables / "fixes_simulated.gpkg", without=["fid"])
    fixes["time"] = pd.to_datetime(fixes["time"], utc=True)
    for unit, patrols in visits.groupby("unit"):
        phone = folder / f"{unit}_simulated"
        with zipfile.ZipFile(package) as archive:
            archive.extractall(phone)
        _fill(phone / FILE, bundle, patrols, fixes[fixes["unit"] == unit])
    return len(visits)


def _fill(records: Path, bundle: str, patrols: pd.DataFrame, fixes: pd.DataFrame) -> None:
    """Add each patrol and the fixes of its time, through GDAL as field apps do."""
    target = gdal.OpenEx(str(records), gdal.OF_VECTOR | gdal.OF_UPDATE)
    target.StartTransaction()
    for visit in patrols.itertuples():
        key = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{visit.unit} {visit.enter}"))
        began, ended = pd.Timestamp(visit.enter), pd.Timestamp(visit.leave)
        row = {"patrol_id": key, "hotspot_id": visit.hotspot_id, "bundle_id": bundle, "device_id": visit.unit}
        row |= {"started": _text(began), "ended": _text(ended), "mode": "foot"}
        _add(target.GetLayerByName(PATROLS.name), row)
        for fix in fixes[fixes["time"].between(began, ended)].itertuples():
            row = {"patrol_id": key, "device_id": fix.unit, "time": _text(fix.time), "source": "demonstration"}
            _add(target.GetLayerByName(FIXES.name), row, ogr.CreateGeometryFromWkb(fix.geom[HEADER:]))
    target.CommitTransaction()
    target = None  # closes the file


def _add(layer: ogr.Layer, values: dict[str, str], point: ogr.Geometry | None = None) -> None:
    feature = ogr.Feature(layer.GetLayerDefn())
    for name, value in values.items():
        feature.SetField(name, value)
    feature.SetGeometry(point)
    layer.CreateFeature(feature)


def _text(time: pd.Timestamp) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
