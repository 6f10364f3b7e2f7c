"""The report of calculatedosage: teams and places but no units, names of hotspots, and what was simulated."""

from tests.processing.tracking.shift import MEMORY, SQUARE, stay, utc


def test_the_report_shows_teams_and_places_and_names_no_unit(run, make_layer, hotspots, schedule, tmp_path):
    rows = [row for i, unit in enumerate(("PC-Jane", "PC-Joe", "PC-Ann", "PC-Sam")) for row in stay(unit, i, 12 + i)]
    teams = {"PC-Jane": "Alpha <1>", "PC-Joe": "Alpha <1>", "PC-Ann": "Alpha <1>", "PC-Sam": "Solo"}
    points = make_layer(
        "Point",
        [f"Point ({x} {y})" for _, _, x, y in rows],
        unit=[row[0] for row in rows],
        time=[utc(row[1]) for row in rows],
        squad=[teams[row[0]] for row in rows],
    )
    plan = schedule(("h0", "day", 0, 3600, "treatment"), ("h1", "day", 0, 3600, "control"))
    ran = run(
        "calculatedosage",
        TRACKS=points,
        HOTSPOTS=hotspots(SQUARE, SQUARE),
        SCHEDULE=plan,
        TEAM_FIELD="squad",
        REPORT=str(tmp_path / "report.html"),
        **MEMORY,
    )
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert ran["REPORT"] == str(tmp_path / "report.html")
    assert "Alpha &lt;1&gt;" in text
    assert "Solo" not in text  # a team of one is a person
    assert "PC-" not in text
    assert "contamination" in text
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert "Simulated" not in text


def test_the_report_calls_hotspots_by_their_names_beside_their_keys(run, tracks, hotspots, tmp_path):
    report = tmp_path / "report.html"
    shapes = hotspots(SQUARE, SQUARE, name=["Linthorpe Road <A172>", None])
    run("calculatedosage", TRACKS=tracks(stay("A", 0, 12)), HOTSPOTS=shapes, REPORT=str(report), **MEMORY)
    text = report.read_text(encoding="utf-8")
    assert '<th scope="row">h0<br><span class="soft">Linthorpe Road &lt;A172&gt;</span></th>' in text
    assert '<th scope="row">h1</th>' in text


def test_a_report_of_simulated_patrols_says_so(run, tracks, hotspots, tmp_path):
    report = tmp_path / "report.html"
    fixes = tracks(stay("simulated_unit_01", 0, 12))
    run("calculatedosage", TRACKS=fixes, HOTSPOTS=hotspots(SQUARE), REPORT=str(report), **MEMORY)
    assert "Simulated patrols." in report.read_text(encoding="utf-8")
