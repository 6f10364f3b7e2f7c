"""Schedules of hotspots: what Perl draws, what is sealed, what is refused."""

from __future__ import annotations

import hashlib
import io
import json
from datetime import date, time
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.trial.days import trial_days
from hotspot_plugin.core.trial.schedule import draw_schedule, seal
from hotspot_plugin.core.trial.treated import Wanted

# made by vectors.pl, in Perl, from the documentation alone
VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))["schedules"]
LONDON = ZoneInfo("Europe/London")


def days_of(count: int, parts: int = 1, first: date = date(2026, 3, 26)):
    return trial_days(first, count, parts, time(6), LONDON)


def names(count: int) -> list[str]:
    return [f"H{i:02d}" for i in range(1, count + 1)]


def from_vector(vector):
    days = days_of(vector["days"], vector["parts"], date.fromisoformat(vector["first"]))
    return draw_schedule(
        vector["ids"], days, vector["treated"], vector["seed"], vector["clusters"], vector["strata"],
        vector["max_run"], vector["balance"],
    )  # fmt: skip


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: ascii(v["seed"]))
def test_a_schedule_agrees_with_the_perl_one_to_the_last_byte(vector):
    schedule = from_vector(vector)
    assert schedule.csv().decode("utf-8") == vector["csv"]
    assert schedule.hash() == vector["sha256"] == hashlib.sha256(vector["csv"].encode("utf-8")).hexdigest()
    assert schedule.seals()["sha256"].iloc[-1] == vector["sha256_week"]


@given(order=st.permutations(range(12)), seed=st.text(min_size=1, max_size=5).filter(str.strip))
def test_the_order_of_the_rows_does_not_matter(order, seed):
    seed = seed.encode("utf-8", "replace").decode("utf-8")
    ids, clusters, strata = names(12), list("aabbccddeeff"), list("xxxxxxyyyyyy")
    first = draw_schedule(ids, days_of(5), "3", seed, clusters, strata)
    moved = [[values[i] for i in order] for values in (ids, clusters, strata)]
    assert draw_schedule(moved[0], days_of(5), "3", seed, moved[1], moved[2]).csv() == first.csv()


def test_a_longer_trial_begins_as_the_shorter_one():
    ids = names(20)
    short, long = (draw_schedule(ids, days_of(n), "8", "seed", max_run=3) for n in (10, 30))
    assert (long.grid[:10] == short.grid).all()


def test_hotspots_of_a_cluster_share_their_arm_and_17_of_34_clusters_are_treated():
    # Thames Valley's second trial: 67 patrol areas in 34 hotspots, half of the hotspots treated each day
    areas = [f"A{i:02d}" for i in range(67)]
    clusters = [f"H{i % 34:02d}" for i in range(67)]
    schedule = draw_schedule(areas, days_of(30), "17", "seed", clusters)
    rows = schedule.rows()
    assert len(rows) == 67 * 30
    assert len(rows[["period", "cluster_id", "arm"]].drop_duplicates()) == 34 * 30
    treated = rows[rows["arm"] == "treatment"].groupby("period")["cluster_id"].nunique()
    assert (treated == 17).all()
    assert (rows["probability"] == 0.5).all()


def test_the_rows_are_the_canonical_form_with_times():
    schedule = from_vector(next(v for v in VECTORS if v["seed"] == "two lists"))
    rows = schedule.rows()
    read = pd.read_csv(io.BytesIO(schedule.csv()), comment="#")
    assert (
        rows[["hotspot_id", "period", "cluster_id", "stratum", "arm"]].to_numpy().tolist()
        == read[["hotspot_id", "period", "cluster_id", "stratum", "arm"]].to_numpy().tolist()
    )
    assert rows["probability"].tolist() == pytest.approx([float(Fraction(text)) for text in read["probability"]])
    assert (rows["starts"] < rows["ends"]).all()


def test_day_hotspots_are_in_the_trial_by_day_and_night_hotspots_by_night():
    schedule = draw_schedule(names(9), days_of(6, 2), "2", "seed", None, ["day", "night", "all"] * 3)
    rows = schedule.rows()
    half = rows["period"].str[-1]
    assert set(half[rows["stratum"] == "day"]) == {"1"}
    assert set(half[rows["stratum"] == "night"]) == {"2"}
    assert set(half[rows["stratum"] == "all"]) == {"1", "2"}
    assert (rows[rows["arm"] == "treatment"].groupby("period").size() == 2).all()


# -- sealed -----------------------------------------------------------------------------------------------------------


def test_the_seal_is_what_a_shell_gives():
    # printf 'trial\037seal\0370' | sha256sum, and printf 'trial\037seal/3\0370' | sha256sum
    assert seal("trial") == hashlib.sha256(b"trial\x1fseal\x1f0").hexdigest()
    assert seal("trial", 3) == hashlib.sha256(b"trial\x1fseal/3\x1f0").hexdigest()


def test_a_released_week_holds_its_rows_alone_and_has_the_hash_published_before():
    schedule = draw_schedule(names(20), days_of(20), "8", "seed")
    published = schedule.seals()
    assert published["rows"].tolist() == [140, 140, 120]
    assert published["first"].tolist() == ["2026-03-26", "2026-04-02", "2026-04-09"]
    week = schedule.csv(2)
    assert hashlib.sha256(week).hexdigest() == published["sha256"][1]
    read = pd.read_csv(io.BytesIO(week), comment="#")
    assert (read["period"].min(), read["period"].max()) == ("2026-04-02", "2026-04-08")
    assert b"".join(schedule.csv(i).split(b"\n", 2)[2] for i in (1, 2, 3)) == schedule.csv().split(b"\n", 2)[2]


def test_equal_weeks_of_two_seeds_have_different_hashes_so_that_none_can_be_guessed():
    # two hotspots for one day have two schedules; without a seal anyone could hash both
    drawn = [draw_schedule(["a", "b"], days_of(1), "1", str(seed)) for seed in range(20)]
    assert len({str(d.grid.tolist()) for d in drawn}) == 2
    assert len({d.hash(1) for d in drawn}) == len({d.hash() for d in drawn}) == 20


# -- TREATED ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("8", [4, 4]),
        ("22.5", ["45/4", "45/4"]),
        ("50%", [10, 10]),
        ("a=5,b=7.5", [5, "15/2"]),
        (" a = 10% , b = 7 ", [2, 7]),
    ],
)
def test_treated_is_read_as_people_write_it(text, due):
    assert Wanted(text).due(["a", "b"], [20, 20]) == (tuple(map(Fraction, due)),)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "TREATED is empty"),
        ("half", "“half”, which is no number"),
        ("-1", "no number"),
        ("1e3", "no number"),
        ("8,9", "no number"),
        ("a=5", "b does not match"),
        ("a=5,c=5", "c does not match"),
        ("a=5,a=5", "a second time"),
        ("=5", "names no stratum"),
        ("a=x,b=5", "no number"),
        ("40", "40 of 40 units cannot be treated"),
        ("0", "0 of 40 units cannot be treated"),
    ],
)
def test_what_treated_cannot_mean_is_refused(text, sentence):
    with pytest.raises(HotspotError, match=sentence):
        Wanted(text).due(["a", "b"], [20, 20])


# -- refused ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"treated": "13"}, "13 of 12 units cannot be treated"),
        ({"treated": "12"}, "12 of 12 units cannot be treated"),
        ({"treated": "100%"}, "12 of the 12 units cannot be treated"),
        ({"treated": "90%", "max_run": 3}, r"11 of the 12 units .* cannot always rest after 3 periods.*MAX_RUN to 11"),
        ({"treated": "9", "max_run": 2}, "raise MAX_RUN to 3 or more"),
        ({"treated": "6", "max_run": 1, "balance_previous": True}, "previous period balanced.*MAX_RUN to 2"),
        ({"max_run": -1}, "MAX_RUN is -1"),
        ({"seed": " "}, "The seed is empty"),
        ({"clusters": ["c"] * 11 + [""]}, "1 hotspots have no cluster .“H12”."),
        ({"strata": [None] * 2 + ["s"] * 10}, "2 hotspots have no stratum .“H01”, “H02”."),
        ({"clusters": list("aabbccddeeff"), "strata": list("xyxxxxyyyyyy")}, "Cluster “a” has hotspots in stratum"),
        ({"treated": "x=2"}, "there are no strata"),
        ({"clusters": ["c"] * 12, "treated": "1"}, "One cluster alone makes no crossover"),
    ],
)
def test_what_cannot_be_met_is_refused_with_the_reason(given, sentence):
    with pytest.raises(HotspotError, match=sentence):
        draw_schedule(**{"ids": names(12), "days": days_of(365), "treated": "4", "seed": "s", **given})


def test_one_hotspot_is_no_trial():
    with pytest.raises(HotspotError, match="One hotspot alone makes no crossover"):
        draw_schedule(["a"], days_of(3), "1", "s")


def test_more_rows_than_anyone_can_use_are_refused():
    with pytest.raises(HotspotError, match="more than 1,000,000 rows"):
        draw_schedule(names(1_000), days_of(1_001), "4", "s")


class Said(list):
    """A progress that remembers."""

    def at(self, fraction: float) -> None:
        assert 0 <= fraction <= 1

    say = warn = list.append


def test_a_run_limit_that_makes_the_schedule_predictable_is_said():
    said = Said()
    alternating = draw_schedule(names(20), days_of(6), "10", "s", max_run=1, progress=said)
    assert (alternating.grid[0] == alternating.grid[2]).all()
    assert any("leaves little to chance" in line for line in said)
    said = Said()
    draw_schedule(names(20), days_of(6), "8", "s", max_run=3, progress=said)
    assert said == []
