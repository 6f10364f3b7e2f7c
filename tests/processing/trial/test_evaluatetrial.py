"""Trials evaluated from the toolbox: made-up ones whose truth is known, and Kansas City's raids."""

from __future__ import annotations

import csv
import re
from datetime import timedelta

import numpy as np
import pytest
from qgis.core import QgsProcessingException
from scipy.stats import permutation_test, ttest_ind

from tests.processing.trial.made import DAYS, FIRST, HOTSPOTS, square, utc

OUT = "TEMPORARY_OUTPUT"


def test_a_fall_that_is_there_is_found_and_said(run, hotspots, schedule, crimes, trial, tmp_path):
    arms, rows, counts = trial
    ran = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=crimes(), DRAWS=999,
              OUTPUT=OUT, PLACES=OUT, REPORT=str(tmp_path / "report.html"), EXCLUDED="2 hotspots: prisons")  # fmt: skip
    assert ran["CAN_TELL"] == 1
    assert ran["LOW"] < 0.6 < ran["HIGH"] < 1
    assert ran["P"] <= 0.002
    assert ran["COUNT"] == len(rows) == counts.sum()
    assert re.match(r"There was \d+ % less crime in treated hotspots than", ran["SENTENCE"])
    by_method = {row["method"]: row for row in ran.rows() if row["outcome"] == "Crimes in the hotspots"}
    assert by_method["redraws of the design"]["treated"] == counts[arms].sum()
    assert by_method["redraws of the design"]["control_days"] == DAYS * HOTSPOTS / 2
    # as many place-days in each arm: the ratio of totals and the WDD by hand
    treated, control = counts[arms].sum(), counts[~arms].sum()
    assert by_method["rate ratio of totals"]["estimate"] == pytest.approx(treated / control)
    assert by_method["WDD, in the hotspots"]["estimate"] == pytest.approx(treated - control)
    places = {row["hotspot_id"]: row for row in ran.rows("PLACES")}
    assert places["H3"]["treated_crimes"] == counts[:, 3][arms[:, 3]].sum()
    assert places["H3"]["treated_days"] + places["H3"]["control_days"] == DAYS
    html = (tmp_path / "report.html").read_text(encoding="utf-8").replace("\u00a0", " ")
    assert ran["SENTENCE"] in html
    assert "2 hotspots: prisons" in html
    assert not re.search(r"https?://(?!www\.w3\.org)|<script|<link", html)


def test_lags_of_four_days_are_in_the_table_and_the_report(run, hotspots, schedule, crimes, tmp_path):
    ran = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=crimes(), DRAWS=499, LAGS=4, OUTPUT=OUT,
              REPORT=str(tmp_path / "report.html"))  # fmt: skip
    rows = {row["method"]: row for row in ran.rows()}
    for before in ("in the period before", "2 periods before", "3 periods before", "4 periods before"):
        (found,) = [row for method, row in rows.items() if method.endswith(f"{before}, by redraws")]
        # nothing lasts in this trial, which 19 of 20 intervals say; these four do
        assert found["low"] < 1 < found["high"]
    together = rows["lags together: treated in 5 periods running, by redraws"]
    assert together["low"] < 0.6 < together["high"]
    assert rows["Poisson model, hotspot and date effects, with 4 lags"]["estimate"] == pytest.approx(0.6, abs=0.12)
    assert "Treated in 5 periods running" in (tmp_path / "report.html").read_text(encoding="utf-8")
    none = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=crimes(), DRAWS=99, LAGS=0, OUTPUT=OUT)
    assert not [row for row in none.rows() if "lag" in row["method"]]


def test_more_lags_than_periods_are_said_and_too_few_crimes_leave_them_open(run, hotspots, schedule, crimes, trial):
    short = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(trial[0][:3]), CRIMES=crimes(), DRAWS=99, LAGS=5,
                OUTPUT=OUT)  # fmt: skip
    assert "LAGS is 5, but no hotspot has more than 3 periods: fewer lags are analysed." in short.log.text
    assert "lag 2: treated 2 periods before, by redraws" in {row["method"] for row in short.rows()}
    few = run(
        "evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=crimes(trial[1][:1]), DRAWS=99, OUTPUT=OUT
    )
    (lag,) = [row for row in few.rows() if row["method"].startswith("lag 1") and row["method"].endswith("redraws")]
    assert (lag["estimate"], lag["p"]) == (None, None)


def test_a_trial_too_small_to_tell_says_so(run, hotspots, schedule, crimes, trial):
    few = trial[1][:12]
    ran = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=crimes(few), DRAWS=199, OUTPUT=OUT)
    assert ran["CAN_TELL"] == 0
    assert ran["SENTENCE"].startswith("This trial cannot tell whether patrols changed crime")
    assert ran["SENTENCE"].endswith("That is not the same as no effect.")


def test_no_crime_in_an_arm_is_no_estimate_but_still_an_answer(run, hotspots, schedule, crimes, trial):
    arms, rows, _ = trial
    none = [row for row in rows if not arms[row[0], row[2]]][:30]
    ran = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=crimes(none), DRAWS=199, OUTPUT=OUT)
    assert ran["RATIO"] is None
    assert "there was none in treated hotspots" in ran["SENTENCE"]
    assert ran["P"] <= 0.02


def test_harm_displacement_and_dose_are_in_the_report(run, make_layer, hotspots, schedule, crimes, trial, tmp_path):
    arms, rows, _ = trial
    rings = run("displacementrings", HOTSPOTS=hotspots, WIDTHS="50,100", OUTPUT=OUT).layer()
    outside = [f"Point ({430_230 + 1000 * h} 433100)" for _, _, h in rows[::4]]  # 30 m from the hotspot
    inside = [f"Point ({430_100 + 1000 * h} 433100)" for _, _, h in rows]
    times = [utc(FIRST + timedelta(days=d, hours=hour)) for d, hour, _ in [*rows, *rows[::4]]]
    both = make_layer(
        "Point", [*inside, *outside], occurred_from=times, harm=[float(1 + i % 5) for i in range(len(times))]
    )
    pairs = [(d, h) for d in range(DAYS) for h in range(HOTSPOTS)]
    dosage = make_layer(
        "None", [None] * len(pairs), "",
        hotspot_id=[f"H{h}" for _, h in pairs], period=[f"day {d:02}" for d, _ in pairs],
        visits=[1 if arms[d, h] else 0 for d, h in pairs],
        officer_min=[30.0 if arms[d, h] else 8.0 for d, h in pairs],
        patrol_min=[None if (d, h) == (0, 0) else 15.0 if arms[d, h] else 4.0 for d, h in pairs],
    )  # fmt: skip
    ran = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=both, HARM_FIELD="harm", RINGS=rings,
              DOSAGE=dosage, DRAWS=199, OUTPUT=OUT, REPORT=str(tmp_path / "report.html"))  # fmt: skip
    found = {(row["outcome"], row["method"]): row for row in ran.rows()}
    inner, outer = (found[f"Crimes in ring {name}", "redraws of the design"] for name in ("0–50 m", "50–100 m"))
    assert inner["treated"] + inner["control"] == len(outside)
    assert outer["treated"] == outer["control"] == 0
    assert outer["estimate"] is None
    assert ("Harm in the hotspots", "redraws of the design") in found
    together = found["Crimes in the hotspots", "WDD, together"]["estimate"]
    parts = [found["Crimes in the hotspots", f"WDD, {part}"]["estimate"]
             for part in ("in the hotspots", "displacement into the rings")]  # fmt: skip
    assert together == pytest.approx(sum(parts))
    # all hotspots are as large as each other, so that by area would say the same
    assert not [method for _, method in found if "by area" in method]
    assert found["Harm in the hotspots", "WDD, together"]["meaning"].startswith("harm in all treated place-days")
    assert "A treated hotspot got 15.0 minutes of patrol in a period in which it was measured, a control 4.0." in (
        tmp_path / "report.html"
    ).read_text(encoding="utf-8")


def test_clusters_and_strata_and_the_run_limit_are_drawn_again_as_they_were(run, hotspots, schedule, crimes, trial):
    # pairs of hotspots share their arm: the arm of each even hotspot is given to the next
    arms = np.repeat(np.arange(DAYS)[:, None] % 2 == 0, HOTSPOTS, axis=1)
    arms[:, 4:] = ~arms[:, 4:]
    keys = [f"C{h // 2}" for _ in range(DAYS) for h in range(HOTSPOTS)]
    ran = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(arms, cluster_id=keys), CRIMES=crimes(), DRAWS=199,
              MAX_RUN=2, OUTPUT=OUT)  # fmt: skip
    assert "8 hotspots analysed, drawn as 4 units" in ran.log.text
    broken = arms.copy()
    broken[3, 0] = ~broken[3, 0]
    with pytest.raises(QgsProcessingException, match="Hotspots of cluster C0 have different arms in period day 03"):
        run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(broken, cluster_id=keys), CRIMES=crimes(), OUTPUT=OUT)


def test_the_schedule_of_schedulecrossover_is_read_as_it_was_written(run, hotspots, crimes, tmp_path):
    drawn = run("schedulecrossover", HOTSPOTS=hotspots, START="2024-03-01", DAYS=DAYS, TREATED="4", MAX_RUN=2,
                TIME_ZONE="Europe/London", SEED="s", OUTPUT=str(tmp_path / "schedule.gpkg"))  # fmt: skip
    ran = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=drawn["OUTPUT"], CRIMES=crimes(), MAX_RUN=2, DRAWS=199,
              OUTPUT=str(tmp_path / "results.gpkg"))  # fmt: skip
    assert ran["PLACE_PERIODS"] == DAYS * HOTSPOTS
    (main,) = [row for row in ran.rows() if row["method"] == "redraws of the design" and "Crimes" in row["outcome"]]
    # 40 days of 8 hotspots, one of which has 23 hours: half are treated
    assert main["treated_days"] + main["control_days"] == pytest.approx(HOTSPOTS * (DAYS - 1 / 24))
    assert ran["LOW"] < ran["RATIO"] < ran["HIGH"]


def test_a_schedule_edited_by_hand_is_pointed_out(run, hotspots, schedule, crimes, trial):
    edited = trial[0].copy()
    edited[5] = [True] * 7 + [False]
    ran = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(edited), CRIMES=crimes(), DRAWS=199, OUTPUT=OUT)
    assert "differs from the usual 4 in 1 periods (day 05): was the schedule edited by hand?" in ran.log.text


def test_crimes_that_cannot_be_placed_are_counted_by_reason(run, make_layer, hotspots, schedule, trial):
    rows = trial[1][:200]
    good = [f"Point ({430_100 + 1000 * h} 433100)" for _, _, h in rows]
    times = [utc(FIRST + timedelta(days=d, hours=hour)) for d, hour, _ in rows]
    early, month = utc(FIRST - timedelta(days=3)), utc(FIRST + timedelta(days=1))
    layer = make_layer(
        "Point", [*good, None, "Point (1 1)", good[0], good[0], good[0]],
        occurred_from=[*times, times[0], times[0], None, early, month],
        occurred_to=[*times, times[0], times[0], None, early, utc(FIRST + timedelta(days=31))],
    )  # fmt: skip
    ran = run("evaluatetrial", HOTSPOTS=hotspots, SCHEDULE=schedule(), CRIMES=layer, TIME_TO_FIELD="occurred_to",
              DRAWS=199, OUTPUT=OUT)  # fmt: skip
    for line in (
        "– 1 without a location", "– 1 without a time", "– 1 outside the places", "– 1 outside the trial's dates",
        "– 1 with a time not known well enough", "200 crimes counted in the hotspots",
    ):  # fmt: skip
        assert line in ran.log.info


def test_a_parallel_trial_with_a_time_before_it(run, make_layer, crimes, hotspots):
    arms = ["treatment", "control"] * 4
    table = make_layer("None", [None] * 8, "", hotspot_id=[f"H{i}" for i in range(8)], arm=arms)
    # before, each hotspot has 10 crimes in 20 days; in the 20 days of the trial treated have 6 and controls 10
    rows = [(d / 2, 1.0, h) for h in range(8) for d in range(20)]
    rows += [(20 + d * 19 / 9, 1.0, h) for h in range(8) for d in range(6 if h % 2 == 0 else 10)]
    rows = [row for i, row in enumerate(rows) if i >= 160 or i % 2 == 0]
    ran = run("evaluatetrial", HOTSPOTS=hotspots, ARMS=table, CRIMES=crimes(rows), START="2024-03-21T06:00",
              END="2024-04-11", BASELINE="2024-03-01T06:00", TIME_ZONE="UTC", DRAWS=999, OUTPUT=OUT)  # fmt: skip
    found = {row["method"]: row for row in ran.rows()}
    assert ran["RATIO"] == pytest.approx((24 / 40) / (40 / 40))
    assert found["incidence rate ratio, before and after"]["estimate"] == pytest.approx(0.6)
    assert not [method for method in found if "lag" in method]
    # of 70 ways to treat 4 of 8, this one and its opposite are the furthest apart
    assert ran["P"] == pytest.approx(2 / 70, abs=0.02)


def test_a_parallel_trial_reads_the_arms_of_the_hotspots_themselves(run, make_layer, crimes):
    layer = make_layer("Polygon", [square(i).wkt for i in range(4)], beat=[1, 2, 3, 4],
                       arm=["treatment", "control", "treatment", None])  # fmt: skip
    rows = [(d, 1.0, h) for h in range(4) for d in range(5 + h)]
    ran = run("evaluatetrial", HOTSPOTS=layer, ID_FIELD="beat", CRIMES=crimes(rows), START="2024-03-01",
              END="2024-03-31", DRAWS=199, OUTPUT=OUT)  # fmt: skip
    assert ran["RATIO"] == pytest.approx(((5 + 7) / 2) / 6)
    assert "– 1 without an arm in the trial" in ran.log.text


def test_raids_of_kansas_city_from_end_to_end(run, make_layer, data):
    """Sherman & Rogan 1995, 104 blocks raided and 103 not; calls of service a week in the five weeks after.

    The means are those that the data's source prints, 3.10 and 2.83; p-values come from scipy.
    """
    with open(data("evaluation/sherman_raids_rct.csv"), encoding="utf-8") as file:
        rows = [(int(row["treatment"]), round(5 * float(row["CFS_after_5weeks"]))) for row in csv.DictReader(file)]
    blocks = make_layer(
        "Polygon", [square(i).wkt for i in range(len(rows))], hotspot_id=[f"B{i}" for i in range(len(rows))],
        arm=["treatment" if raided else "control" for raided, _ in rows],
    )  # fmt: skip
    places = [i for i, (_, calls) in enumerate(rows) for _ in range(calls)]
    layer = make_layer(
        "Point", [f"Point ({430_100 + 1000 * i} 433100)" for i in places],
        occurred_from=[utc(FIRST + timedelta(hours=k * 839 / len(places))) for k in range(len(places))],
    )  # fmt: skip
    ran = run("evaluatetrial", HOTSPOTS=blocks, CRIMES=layer, START="2024-03-01T06:00", END="2024-04-05T06:00",
              TIME_ZONE="UTC", DRAWS=9999, OUTPUT=OUT)  # fmt: skip
    raided, others = (np.array([calls for arm, calls in rows if arm == which]) for which in (1, 0))
    assert ran["COUNT"] == raided.sum() + others.sum()
    assert ran["RATIO"] == pytest.approx(3.10 / 2.83, abs=0.004)
    assert ran["CAN_TELL"] == 0
    welch = ttest_ind(raided, others, equal_var=False)
    shuffled = permutation_test(
        (raided, others), lambda a, b, axis: a.mean(axis) - b.mean(axis), n_resamples=4999, vectorized=True,
        random_state=np.random.default_rng(1),
    )  # fmt: skip
    assert ran["P"] == pytest.approx(welch.pvalue, abs=0.03)
    assert ran["P"] == pytest.approx(shuffled.pvalue, abs=0.03)
    assert ran["LOW"] < 1 < ran["HIGH"]
    found = {row["method"]: row for row in ran.rows()}
    assert found["rate ratio of totals"]["treated"] == pytest.approx(3.10 * 5 * 104, abs=3)
    assert found["rate ratio of totals"]["control"] == pytest.approx(2.83 * 5 * 103, abs=3)
    # calls come in bursts: taken for Poisson counts, as the E-test does, they would be significant, and are not
    assert found["E-test of totals"]["p"] < 0.05 < found["rate ratio of totals"]["p"]
    # √(Σ 1/count × dispersion): the quasi-Poisson regression of a textbook
    n = np.concatenate((raided, others))
    mean = np.concatenate((np.full(len(raided), raided.mean()), np.full(len(others), others.mean())))
    dispersion = ((n - mean) ** 2 / mean).sum() / (len(n) - 2)
    error = np.sqrt(dispersion * (1 / raided.sum() + 1 / others.sum()))
    assert found["rate ratio of totals"]["high"] == pytest.approx(ran["RATIO"] * np.exp(1.959964 * error))
