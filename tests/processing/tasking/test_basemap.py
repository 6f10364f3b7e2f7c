"""The base map in the project, from tiles that QGIS itself would read."""

from __future__ import annotations

import sqlite3

import pytest
from qgis.core import QgsProcessingException, QgsProject
from qgis.PyQt.QtCore import QBuffer, QByteArray
from qgis.PyQt.QtGui import QColor, QImage

from hotspot_plugin.core.tasking.tiles import window

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


def test_a_base_map_of_elsewhere_is_refused_and_nothing_is_written(export, make_layer, base, tmp_path):
    far = "POLYGON ((300000 700000, 300200 700000, 300200 700200, 300000 700200, 300000 700000))"
    with pytest.raises(QgsProcessingException, match=r"base\.mbtiles has no tile where the hotspots are"):
        export(make_layer("Polygon", [far], hotspot_id=["a"]), BASEMAP=str(base))
    assert not (tmp_path / "package.zip").exists()
