"""The models that come with the plugin: they do what their steps do, and look like the other algorithms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
)
from qgis.PyQt.QtCore import QUrl

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.processing.models import ShippedModel, models
from tests import loop


@pytest.fixture(params=[path.stem for path in models()])
def model(request, provider):
    return QgsApplication.processingRegistry().createAlgorithmById(f"hotspots:{request.param}")


@pytest.fixture(scope="module")
def crimes(provider, tmp_path_factory):
    import processing

    folder = tmp_path_factory.mktemp("town")
    return processing.run(
        "hotspots:importcrimes",
        {"INPUT": str(loop.police_uk(folder / "police_uk")), "OUTPUT": str(folder / "crimes.gpkg")},
    )["OUTPUT"]


def test_it_stands_in_its_room_with_a_title_an_icon_and_help_for_every_parameter(model):
    assert isinstance(model, ShippedModel)
    assert re.fullmatch(r"[a-z]+", model.name())
    assert model.displayName().endswith("(model)")
    assert model.group() == "1 Targeting"
    assert not model.icon().isNull()
    assert model.shortHelpString().startswith("<p>")
    page = Path(QUrl(model.helpUrl()).toLocalFile()).read_text(encoding="utf-8")
    for definition in model.parameterDefinitions():
        assert len(definition.help()) > 15, definition.name()
        assert f"<code>{definition.name()}</code>" in page
    assert model.canExecute()[0]


def test_a_file_that_is_no_model_is_named(tmp_path):
    (tmp_path / "a.model3").write_text("no model")
    with pytest.raises(HotspotError, match=r"a\.model3 cannot be opened"):
        ShippedModel(tmp_path / "a.model3")


def test_crimes_to_hotspots_makes_and_scores_what_its_steps_do_one_by_one(run, crimes, tmp_path):
    made = run(
        "crimestohotspots",
        CRIMES=crimes,
        FROM="2018-08-01",
        TOP_N=5,
        hexagons=str(tmp_path / "hexagons.gpkg"),
        areas=str(tmp_path / "areas.gpkg"),
        concentration=str(tmp_path / "concentration.html"),
        comparison=str(tmp_path / "comparison.html"),
    )
    # 258 crimes a month: the first is what hotspots are made of, the second what they are scored on
    steps = made["CHILD_RESULTS"]
    assert (steps["hexagons"]["COUNT"], steps["hexagons"]["CRIMES"], steps["areas"]["CRIMES"]) == (5, 258, 258)
    assert (steps["comparison"]["CRIMES"], steps["concentration"]["CRIMES"]) == (258, 516)
    import processing

    july = processing.run(
        "native:extractbyexpression",
        {"INPUT": crimes, "EXPRESSION": "month(occurred_from) = 7", "OUTPUT": "memory:"},
    )["OUTPUT"]
    hexagons = run("buildhexhotspots", CRIMES=july, GRID=2, TOP_N=5, TIME_FIELD="occurred_from", OUTPUT="memory:")
    areas = run("buildareahotspots", CRIMES=july, TIME_FIELD="occurred_from", OUTPUT="memory:")
    for name, alone in (("hexagons", hexagons), ("areas", areas)):
        rows = [{key: value for key, value in row.items() if key != "fid"} for row in made.rows(name)]
        assert rows == alone.rows()
    page = (tmp_path / "comparison.html").read_text(encoding="utf-8")
    assert ">Hexagons<" in page
    assert ">Areas<" in page
    assert (tmp_path / "concentration.html").is_file()


def test_a_first_day_before_all_crimes_leaves_none_to_make_hotspots_of(run, crimes):
    with pytest.raises(QgsProcessingException, match="Matching features has no features: "):
        run("crimestohotspots", CRIMES=crimes, FROM="2017-01-01", hexagons="memory:", areas="memory:")


def test_its_layers_get_the_styles_of_their_algorithms(crimes):
    import processing

    context, project = QgsProcessingContext(), QgsProject()
    context.setProject(project)
    loaded = {name: QgsProcessingOutputLayerDefinition("memory:", project) for name in ("hexagons", "areas")}
    processing.run("hotspots:crimestohotspots", {"CRIMES": crimes, "FROM": "2018-08-01", **loaded}, context=context)
    details = context.layersToLoadOnCompletion()
    styled = {detail.name: detail.postProcessor() is not None for detail in details.values()}
    assert styled == {"Hexagons": True, "Areas": True}
