"""Designs of assignarms beyond complete and block: pairs, clusters, separation, balance, the report and the record."""

from __future__ import annotations

import json
from collections import Counter

import pandas as pd
import pytest
import shapely
from qgis.core import QgsProcessingException, QgsVectorLayer

OUT = "TEMPORARY_OUTPUT"


@pytest.fixture
def ten(make_layer):
    """Ten squares of 200 m; gaps between them of 800 m, but 100 m between the first three."""
    lefts = [0, 300, 600, 3000, 4000, 5000, 6000, 7000, 8000, 9000]
    return make_layer(
        "Polygon",
        [shapely.box(left, 0, left + 200, 200).wkt for left in lefts],
        hotspot_id=[f"H{i}" for i in range(10)],
        crimes=[10, 30, 20, 11, 50, 52, 31, 21, 70, 71],
        harm=[1.5, 2.0, 3.0, 1.0, None, 4.0, 2.5, 3.5, 9.0, 8.0],
        district=["N", "N", "N", "N", "N", "S", "S", "S", "S", "S"],
        shift=["day", "night"] * 5,
        beat=["b1", "b1", "b1", "b2", "b2", "b3", "b3", "b4", "b4", "b4"],
    )


def drawn(run, hotspots, **parameters):
    return run("assignarms", **{"HOTSPOTS": hotspots, "SEED": "Trial 7", "OUTPUT": OUT, **parameters})


def by_key(ran) -> dict:
    return {row["hotspot_id"]: row for row in ran.rows()}


def test_pairs_of_like_crimes_are_split(run, ten):
    rows = by_key(drawn(run, ten, METHOD=3, BASELINE=["crimes"]))
    # 10–11, 20–21, 30–31, 50–52 and 70–71
    pairs: dict = {}
    for key, row in rows.items():
        pairs.setdefault(row["block"], set()).add(key)
    assert sorted(map(sorted, pairs.values())) == [["H0", "H3"], ["H1", "H6"], ["H2", "H7"], ["H4", "H5"], ["H8", "H9"]]
    assert all({rows[key]["arm"] for key in pair} == {"treatment", "control"} for pair in pairs.values())


def test_quantiles_of_crimes_are_blocks(run, ten):
    rows = by_key(drawn(run, ten, METHOD=1, BASELINE=["crimes"], QUANTILES=5))
    assert {key for key, row in rows.items() if row["block"] == "Q1"} == {"H0", "H3"}
    assert Counter(row["block"] for row in rows.values()) == {f"Q{i}": 2 for i in range(1, 6)}
    assert all(count == 1 for count in Counter((row["block"], row["arm"]) for row in rows.values()).values())


def test_blocks_by_two_fields(run, ten):
    rows = by_key(drawn(run, ten, METHOD=1, BLOCK_FIELD=["district", "shift"]))
    assert {row["block"] for row in rows.values()} == {"N | day", "N | night", "S | day", "S | night"}


def test_beats_are_drawn_whole(run, ten):
    ran = drawn(run, ten, METHOD=4, CLUSTER_FIELD="beat")
    arms = {(row["beat"], row["cluster_id"], row["arm"]) for row in ran.rows()}
    assert len(arms) == 4
    assert all(beat == cluster for beat, cluster, _ in arms)
    assert Counter(arm for *_, arm in arms) == {"treatment": 2, "control": 2}
    assert "10 hotspots drawn in 4 clusters" in ran.log.text


def test_a_simple_draw_lets_chance_decide_the_numbers(run, ten):
    counts = {json.loads(drawn(run, ten, METHOD=2, SEED=str(i))["COUNTS"])["treatment"] for i in range(12)}
    assert len(counts) > 1


def test_hotspots_too_close_share_their_arm_also_by_way_of_others(run, ten, tmp_path):
    csv, page = tmp_path / "a.csv", tmp_path / "report.html"
    ran = drawn(run, ten, MIN_SEPARATION=150, ALLOCATION=str(csv), REPORT=str(page))
    assert "<li>H1 with H2, 100 m</li>" in page.read_text(encoding="utf-8")
    rows = by_key(ran)
    assert [rows[key]["cluster_id"] for key in ("H0", "H1", "H2", "H3")] == ["H0", "H0", "H0", "H3"]
    assert len({rows[key]["arm"] for key in ("H0", "H1", "H2")}) == 1
    assert "2 pairs of hotspots are too close" in ran.log.text
    assert "H0 with H1, 100 m" in ran.log.text
    assert csv.read_text(encoding="utf-8").startswith("hotspot_id,block,cluster_id,arm,probability\nH0,,H0,")


def test_separation_is_in_metres_whatever_the_layers_unit(run, make_layer):
    # 0.002 degrees of longitude at 51.5° N are 139 m: cos 51.5° × 111,320 m × 0.002
    for crs, step, close in (("EPSG:4326", 0.002, 130), ("EPSG:2248", 400 / 0.3048006, 380)):
        x = -0.1 if crs == "EPSG:4326" else 1_420_000.0
        y = 51.5 if crs == "EPSG:4326" else 590_000.0
        hotspots = make_layer("Point", [f"POINT ({x + i * step} {y})" for i in range(4)], crs, hotspot_id=list("abcd"))
        apart = drawn(run, hotspots, MIN_SEPARATION=close)
        assert {row["cluster_id"] for row in apart.rows()} == {None}
        with pytest.raises(QgsProcessingException, match="2 arms but only 1 clusters"):
            drawn(run, hotspots, MIN_SEPARATION=close + 40)


def test_the_weaker_of_two_too_close_is_left_out_and_told_why(run, ten, tmp_path):
    page = tmp_path / "report.html"
    ran = drawn(run, ten, MIN_SEPARATION=150, TOO_CLOSE=1, BASELINE=["crimes"], EXCLUDED=OUT, REPORT=str(page))
    (first, second) = ran.rows("EXCLUDED")
    assert (first["hotspot_id"], first["reason"]) == ("H0", "100 m from H1, whose crimes is 30 and not 10")
    assert (second["hotspot_id"], second["reason"]) == ("H2", "100 m from H1, whose crimes is 30 and not 20")
    assert second["district"] == "N"
    assert sorted(by_key(ran)) == ["H1", "H3", "H4", "H5", "H6", "H7", "H8", "H9"]
    assert (ran["COUNT"], ran["LEFT_OUT"]) == (8, 2)
    assert [f.geometry().boundingBox().xMinimum() for f in ran.layer("EXCLUDED").getFeatures()] == [0, 600]
    assert "Left out: H0: 100 m from H1" in ran.log.text
    assert "H2: 100 m from H1, whose crimes is 30 and not 20" in page.read_text(encoding="utf-8")
    tables = pd.read_html(page)
    flow = dict(zip(tables[0][0], tables[0][1], strict=True))
    assert (flow["Hotspots given"], flow["Left out before the draw"]) == (10, 2)
    assert flow["Drawn into treatment"] == flow["Drawn into control"] == 4


def test_centres_are_measured_if_asked(run, ten):
    assert drawn(run, ten, MIN_SEPARATION=300, MEASURED=1).rows()[1]["cluster_id"] is None
    assert drawn(run, ten, MIN_SEPARATION=301, MEASURED=1).rows()[1]["cluster_id"] == "H0"


def test_it_is_drawn_until_the_arms_are_alike_and_the_draws_are_counted(run, ten, tmp_path):
    page = tmp_path / "report.html"
    ran = drawn(run, ten, BASELINE=["crimes"], BALANCE_WITHIN=0.05, BALANCE=OUT, REPORT=str(page))
    assert ran["DRAWS"] > 1
    (crimes,) = [row for row in ran.rows("BALANCE") if row["variable"] == "crimes" and row["arm"] == "treatment"]
    assert abs(crimes["std_difference"]) <= 0.05
    assert f"Draws until the arms were balanced: {ran['DRAWS']}." in ran.log.text
    assert f"{ran['DRAWS']} draws until no standardised difference of crimes" in page.read_text(encoding="utf-8")
    assert drawn(run, ten)["DRAWS"] == 1


def test_the_report_shows_the_balance_and_loads_nothing(run, ten, tmp_path):
    page = tmp_path / "report.html"
    ran = drawn(run, ten, ARMS="high=1,low=1,control=1", BALANCE=OUT, REPORT=str(page), SEED="<seed> & co")
    text = page.read_text(encoding="utf-8")
    assert "&lt;seed&gt; &amp; co" in text
    assert ran["HASH"] in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    shown = pd.read_html(page)[1].set_index("Field")
    for row in ran.rows("BALANCE"):
        assert shown.loc[row["variable"], row["arm"]].startswith(f"{row['mean']:.4g}")
    assert text.count('class="band"') == 2
    assert text.count("<title>crimes, ") == 2


def test_the_record_holds_all_but_the_hotspots_and_the_seed(run, ten, tmp_path):
    record = tmp_path / "record.json"
    ran = drawn(run, ten, METHOD=3, BASELINE=["crimes"], RECORD=str(record))
    text = record.read_text(encoding="utf-8")
    made = json.loads(text)
    assert (made["algorithm"], made["hash"]) == ("assignarms", ran["HASH"])
    assert made["parameters"]["METHOD"] == 3
    assert made["parameters"]["BASELINE"] == ["crimes"]
    assert made["parameters"]["ARMS"] == "treatment=1,control=1"
    assert "Trial 7" not in text
    assert not {"HOTSPOTS", "SEED", "OUTPUT"} & set(made["parameters"])


def test_a_table_without_shapes_can_be_paired_but_not_separated(run, make_layer):
    table = make_layer("NoGeometry", [None] * 4, "", hotspot_id=list("abcd"), crimes=[1, 2, 8, 9])
    assert {row["block"] for row in drawn(run, table, METHOD=3, BASELINE=["crimes"]).rows()} == {"pair 1", "pair 2"}
    with pytest.raises(QgsProcessingException, match="is a table, and MIN_SEPARATION needs"):
        drawn(run, table, MIN_SEPARATION=10)


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"METHOD": 3}, "Matched pairs need a baseline"),
        ({"METHOD": 3, "BASELINE": ["harm"]}, "1 hotspots have no harm .“H4”."),
        ({"METHOD": 3, "BASELINE": ["district"]}, "The baseline district holds no numbers"),
        ({"METHOD": 1, "QUANTILES": 11, "BASELINE": ["crimes"]}, "10 units cannot be cut into 11 quantiles"),
        ({"METHOD": 3, "BASELINE": ["nope"]}, "has no field nope: choose another for BASELINE"),
        ({"METHOD": 3, "BASELINE": ["crimes"], "ARMS": "a=1,b=1,c=1"}, "two arms of equal weight"),
        ({"METHOD": 4}, "The cluster method needs clusters"),
        ({"METHOD": 5, "CLUSTER_FIELD": "beat"}, "The block method needs a block"),
        ({"METHOD": 5, "CLUSTER_FIELD": "beat", "BLOCK_FIELD": "shift"}, "Cluster “b1” has hotspots in block"),
        ({"METHOD": 1, "QUANTILES": 3}, "Quantiles need a baseline"),
        ({"MIN_SEPARATION": 150, "TOO_CLOSE": 1}, "To drop the weaker of two hotspots"),
        ({"MIN_SEPARATION": 0}, "MIN_SEPARATION is 0 m"),
        ({"MIN_SEPARATION": 150, "METHOD": 1, "BLOCK_FIELD": "shift"}, "Cluster “H0” has hotspots in block"),
        ({"BALANCE_WITHIN": 0.1}, "balanced needs a baseline"),
        ({"BALANCE_WITHIN": 1e-9, "BASELINE": ["crimes"], "MAX_DRAWS": 1}, "None of 1 draws"),
        (
            {"BALANCE_WITHIN": 0.1, "BASELINE": ["crimes"], "ARMS": "a=1,b=2"},
            "would change the hotspots' probabilities",
        ),
    ],
)
def test_designs_that_cannot_be_drawn_are_refused_in_one_sentence(run, ten, parameters, sentence, tmp_path):
    outputs = {
        "OUTPUT": str(tmp_path / "arms.gpkg"),
        "REPORT": str(tmp_path / "r.html"),
        "RECORD": str(tmp_path / "r.json"),
    }
    with pytest.raises(QgsProcessingException, match=sentence):
        drawn(run, ten, **outputs, **parameters)
    assert list(tmp_path.iterdir()) == []


def test_the_excluded_are_written_to_a_file_too(run, ten, tmp_path):
    out = tmp_path / "left_out.gpkg"
    drawn(run, ten, MIN_SEPARATION=150, TOO_CLOSE=1, BASELINE=["crimes"], EXCLUDED=str(out))
    assert QgsVectorLayer(str(out), "left out", "ogr").featureCount() == 2
    drawn(run, ten, EXCLUDED=str(out))
    assert QgsVectorLayer(str(out), "left out", "ogr").featureCount() == 0
