"""The base map in the project, from tiles that QGIS itself would read."""

from __future__ import annotations

import math
import sqlite3

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsProcessingException,
    QgsProject,
    QgsRasterLayer,
    QgsSingleSymbolRenderer,
)
from qgis.PyQt.QtCore import QBuffer, QByteArray
from qgis.PyQt.QtGui import QColor, QImage

from hotspot_plugin.core.tasking.tiles import window

reader = pytest.importorskip("pmtiles.reader", reason="needs the package pmtiles, which .ci/setup installs")
SQUARE = "POLYGON ((451200 206300, 451400 206300, 451400 206500, 451200 206500, 451200 206300))"


@pytest.fixture
def base(tmp_path):
    """MBTiles of green tiles over Oxford, zooms 10 to 14."""
    image = QImage(256, 256, QImage.Format.Format_RGB32)
    image.fill(QColor(0, 120, 0))
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    path = tmp_path / "base.mbtiles"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        made.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        made.executemany("INSERT INTO metadata VALUES (?,?)", [("format", "png"), ("attribution", "© OS 2026")])
        for zoom in range(10, 15):
            _, west, east, south, north = window((-1.4, 51.7, -1.1, 51.8), zoom)
            for x in range(west, east + 1):
                rows = [(zoom, x, y, bytes(packed)) for y in range(south, north + 1)]
                made.executemany("INSERT INTO tiles VALUES (?,?,?,?)", rows)
    made.close()
    return path


def test_the_base_map_is_valid_in_a_moved_copy_and_names_its_owner(export, make_layer, base, tmp_path):
    _, files = export(make_layer("Polygon", [SQUARE], hotspot_id=["a"]), BASEMAP=str(base))
    folder = tmp_path / "moved"
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    project = QgsProject()
    assert project.read(str(folder / "tasking.qgz"))
    layer = project.mapLayer("basemap_layer")
    assert layer.isValid()
    assert layer.crs().authid() == "EPSG:3857"
    assert layer.extent().contains(project.viewSettings().defaultViewExtent().center())
    assert project.readEntry("CopyrightLabel", "/Label")[0] == "© OS 2026"
    with sqlite3.connect(base) as whole, sqlite3.connect(folder / "basemap.mbtiles") as cut:
        count = "SELECT count(*) FROM tiles"
        assert 0 < cut.execute(count).fetchone()[0] < whole.execute(count).fetchone()[0]


@pytest.fixture
def land(make_layer):
    """A blue field over Oxford, and a red street through the square."""
    field = make_layer(
        "Polygon", ["POLYGON ((440000 200000, 460000 200000, 460000 212000, 440000 212000, 440000 200000))"]
    )
    field.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({"color": "0,0,200", "outline_style": "no"})))
    street = make_layer("LineString", ["LINESTRING (451300 206000, 451300 206800)"], kind=["street"])
    street.setRenderer(QgsSingleSymbolRenderer(QgsLineSymbol.createSimple({"color": "200,0,0", "width": "1"})))
    metadata = street.metadata()
    metadata.setRights(["© Example"])
    street.setMetadata(metadata)
    return [street, field]


def lonlat(easting, northing):
    systems = (QgsCoordinateReferenceSystem(f"EPSG:{code}") for code in (27700, 4326))
    point = QgsCoordinateTransform(*systems, QgsProject.instance()).transform(easting, northing)
    return point.x(), point.y()


def pixel(content, tmp_path, longitude, latitude, zoom):
    """The colour of a point in MBTiles, found by the formulas of the slippy map."""
    path = tmp_path / "read.mbtiles"
    path.write_bytes(content)
    across = (longitude + 180) / 360 * 2**zoom
    down = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2 * 2**zoom
    with sqlite3.connect(path) as read:
        key = (zoom, int(across), 2**zoom - 1 - int(down))
        found = read.execute(
            "SELECT tile_data FROM tiles WHERE (zoom_level, tile_column, tile_row) = (?,?,?)", key
        ).fetchone()
    image = QImage.fromData(found[0])
    assert (image.width(), image.height()) == (256, 256)
    return image.pixelColor(int(across % 1 * 256), int(down % 1 * 256)).getRgb()[:3]


def test_layers_are_drawn_where_they_are_the_first_on_top(export, make_layer, land, tmp_path):
    ran, files = export(make_layer("Polygon", [SQUARE], hotspot_id=["a"]), BASEMAP=land)
    base = files["basemap.mbtiles"]
    # on the street, and 60 m east of it
    for zoom in (14, 16, 17):
        red, green, blue = pixel(base, tmp_path, *lonlat(451300, 206400), zoom)
        assert red > 150 > blue
        red, green, blue = pixel(base, tmp_path, *lonlat(451360, 206400), zoom)
        assert (red, green) == (0, 0)
        assert blue >= 200
    assert "tiles of zooms 13 to 17, about" in ran.log.text
    web = reader.Reader(reader.MemorySource(files["data/basemap.pmtiles"]))
    with sqlite3.connect(tmp_path / "read.mbtiles") as read:
        rows = read.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").fetchall()
        described = dict(read.execute("SELECT name, value FROM metadata"))
    assert len(rows) == web.header()["addressed_tiles_count"] > 10
    assert all(web.get(z, x, 2**z - 1 - y) == picture for z, x, y, picture in rows)
    assert described == {
        "name": "Base map", "type": "baselayer", "version": "1.3", "format": "png", "attribution": "© Example",
        "minzoom": "13", "maxzoom": "17", "bounds": described["bounds"],
    }  # fmt: skip


def test_the_same_layers_give_the_same_tiles_and_coarser_ones_on_request(export, make_layer, land):
    hotspots = make_layer("Polygon", [SQUARE], hotspot_id=["a"])
    first, second = (export(hotspots, name=f"{i}.zip", BASEMAP=land)[1] for i in range(2))
    assert first == second
    _, files = export(hotspots, name="coarse.zip", BASEMAP=land, BASEMAP_ZOOM=14, PMTILES=False)
    assert "data/basemap.pmtiles" not in files
    assert len(files["basemap.mbtiles"]) < len(first["basemap.mbtiles"])


def test_a_raster_is_drawn_as_photograph(export, make_layer, tmp_path):
    from osgeo import gdal, osr

    path = str(tmp_path / "photo.tif")
    made = gdal.GetDriverByName("GTiff").Create(path, 100, 100, 3)
    made.SetGeoTransform((450000, 50, 0, 209000, 0, -50))
    system = osr.SpatialReference()
    system.ImportFromEPSG(27700)
    made.SetProjection(system.ExportToWkt())
    for band, value in enumerate((30, 140, 60), 1):
        made.GetRasterBand(band).Fill(value)
    del made
    _, files = export(make_layer("Polygon", [SQUARE], hotspot_id=["a"]), BASEMAP=[path], BASEMAP_ZOOM=15)
    assert pixel(files["basemap.mbtiles"], tmp_path, -1.2583, 51.7541, 15) == pytest.approx((30, 140, 60), abs=4)
    assert b"jpg" in files["basemap.mbtiles"]


@pytest.mark.parametrize("column", ["arm", "HOTSPOT_ID", "crime_type"])
def test_a_layer_that_shows_places_that_stay_is_refused(export, make_layer, tmp_path, column):
    telling = make_layer("Polygon", [SQUARE], **{column: ["control"]})
    with pytest.raises(QgsProcessingException, match="may show places that stay"):
        export(make_layer("Polygon", [SQUARE], hotspot_id=["a"]), BASEMAP=[telling])
    assert not (tmp_path / "package.zip").exists()


def test_the_hotspots_own_layer_and_layers_of_a_server_are_refused(export, make_layer):
    hotspots = make_layer("Polygon", [SQUARE], site=["a"])
    with pytest.raises(QgsProcessingException, match="one of the export's own tables"):
        export(hotspots, ID_FIELD="site", BASEMAP=[hotspots])
    server = QgsRasterLayer("type=xyz&url=http://127.0.0.1:9/{z}/{x}/{y}.png&zmax=19", "Streets", "wms")
    with pytest.raises(QgsProcessingException, match="Streets comes from a server"):
        export(hotspots, ID_FIELD="site", BASEMAP=[server])


def test_layers_of_elsewhere_are_refused_or_named(export, make_layer, land, tmp_path):
    hotspots = make_layer("Polygon", [SQUARE], hotspot_id=["a"])
    far = make_layer("Polygon", ["POLYGON ((300000 700000, 301000 700000, 301000 701000, 300000 700000))"])
    far.setName("Perth")
    with pytest.raises(QgsProcessingException, match="Perth has nothing where the hotspots are"):
        export(hotspots, BASEMAP=[far])
    assert not (tmp_path / "package.zip").exists()
    ran, _ = export(hotspots, BASEMAP=[far, *land], BASEMAP_ZOOM=14)
    assert any("Perth has nothing where the hotspots are, so" in warning for warning in ran.log.warnings)


def test_cancel_while_tiles_are_drawn_leaves_nothing(export, make_layer, land, tmp_path):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        export(make_layer("Polygon", [SQUARE], hotspot_id=["a"]), BASEMAP=land, cancel_at=65)
    assert list(tmp_path.iterdir()) == []


def test_a_base_map_of_elsewhere_is_refused_and_nothing_is_written(export, make_layer, base, tmp_path):
    far = "POLYGON ((300000 700000, 300200 700000, 300200 700200, 300000 700200, 300000 700000))"
    with pytest.raises(QgsProcessingException, match=r"base\.mbtiles has no tile where the hotspots are"):
        export(make_layer("Polygon", [far], hotspot_id=["a"]), BASEMAP=str(base))
    assert not (tmp_path / "package.zip").exists()
