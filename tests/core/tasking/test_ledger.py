"""Importing any files in any order, some of them twice, ends in the same ledger and the same tables."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking.fieldrows import FIX_COLUMNS, Patrol, UnitNames
from hotspot_plugin.core.tasking.issued import Issued, Slot, read_issued
from hotspot_plugin.core.tasking.ledger import Ledger, load
from hotspot_plugin.core.tasking.outcome import OTHER_VERSION, outcome
from hotspot_plugin.core.tasking.returns import read_returns
from tests.core.tasking.field import NOW, PATROL, base, bring, empty_base, fix, packed, tasker

GPX = (
    '<gpx version="1.1" creator="x"><trk><trkseg>'
    '<trkpt lat="51.5" lon="-1.25"><time>2026-04-02T10:00:0{}Z</time></trkpt></trkseg></trk></gpx>'
)


def tables(ledger, now=NOW):
    """All tables as texts, in which equal is equal."""
    made = outcome(ledger, now)
    return [
        table.to_csv(index=False) for table in (made.visits, made.fixes.drop(columns="row"), made.notes, made.rejects)
    ]


@pytest.fixture(scope="module")
def inbox(tmp_path_factory):
    """Files as they come back over some days: growing, changed, under other names, with a package around them."""
    empty = empty_base()
    folder = tmp_path_factory.mktemp("inbox")
    going = PATROL | {"ended": None, "notes": None}
    first = base(empty, [going], [fix(s) for s in range(0, 30, 5)])
    later = base(
        empty,
        [PATROL, PATROL | {"patrol_id": "p2", "device_id": "Jane Smith", "started": "2026-04-02T11:00:00Z"}],
        [fix(s) for s in range(0, 60, 5)] + [fix(2, patrol=None, unit=None), fix(7, x=-1.3)],
    )
    web = {"patrol_id": "w1", "device_id": "web-1", "started": "2026-04-02T09:00:00Z", "revision": 1, "notes": "a"}
    newer = {**web, "revision": 2, "notes": "b", "ended": "2026-04-02T09:12:00Z"}
    files = {
        "1/records.gpkg": first,
        "2/records.gpkg": later,
        "2/records-copy.gpkg": later,
        "3/records.json": tasker(web, 7),
        "4/records.json": tasker(newer),
        "5/week14.zip": packed({"Larch/records.gpkg": first, "Larch/unit-5.gpx": GPX.format(1)}),
        "6/unit-6.gpx": GPX.format(2),
        "7/unit-5.gpx": GPX.format(1),
        "7/a-copy.gpx": GPX.format(1),
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return [folder / name for name in files]


def one_by_one(files, through=None):
    """Import files one after another; through a file of the ledger each time, if there is a folder for it."""
    ledger = Ledger()
    for file in files:
        ledger = bring(file, known=ledger).ledger
        if through is not None:
            (through / "a.ledger").write_bytes(ledger.content())
            ledger = load(through / "a.ledger")
    return ledger


@settings(max_examples=15)
@given(data=st.data())
def test_any_files_in_any_order_and_twice_give_the_same(inbox, tmp_path_factory, data):
    chosen = data.draw(st.lists(st.sampled_from(inbox), min_size=1, max_size=5, unique=True))
    order = data.draw(st.permutations(chosen + data.draw(st.lists(st.sampled_from(chosen), max_size=2))))
    at_once = read_returns(sorted(chosen), Ledger(), UnitNames()).ledger
    apart = one_by_one(order, tmp_path_factory.mktemp("l") if data.draw(st.booleans()) else None)
    assert apart.content() == at_once.content()
    assert tables(apart) == tables(at_once)


def test_all_of_them_in_two_orders_and_what_they_make(inbox):
    ledger = one_by_one(inbox)
    assert ledger.content() == one_by_one(inbox[::-1]).content()
    made = outcome(ledger, NOW)
    # p2 says that it left 45 minutes before it arrived
    visits = made.visits[["visit_id", "minutes", "revision"]].fillna(-1.0).to_numpy().tolist()
    assert visits == [["w1", 12.0, 2], ["p1", 15.0, 0], ["p2", -1.0, 0]]
    assert made.notes.set_index("visit_id")["notes"].to_dict() == {"w1": "b", "p1": "quiet", "p2": "quiet"}
    # twelve positions of p1 every 5 s, one of them at 7 s elsewhere; a GPX of one position under three names is one
    # unit, that of its first name, and another GPX is another
    assert made.fixes.groupby("unit", observed=True).size().to_dict() == {"unit-1": 12, "a-copy": 1, "unit-6": 1}
    reasons = made.rejects["reason"].value_counts().to_dict()
    assert reasons == {
        OTHER_VERSION: 2,
        "is no patrol (no JSON object)": 1,
        "belongs to no unit and no patrol": 1,
        "impossible jump": 1,
    }
    assert not any("Smith" in text or "Jane" in text for text in tables(ledger))
    assert b"Jane" not in ledger.content()


def test_every_row_that_came_is_in_a_table(inbox):
    ledger = one_by_one(inbox)
    made = outcome(ledger, NOW)
    patrols = {("p1", None), ("p1", "2026"), ("p2", "2026"), ("w1", None), ("w1", "2026")}
    assert len(made.visits) + (made.rejects["reason"] == OTHER_VERSION).sum() == len(patrols) == len(ledger.patrols)
    lost = made.rejects["reason"].isin(["impossible jump", "same time as another fix of the unit"]).sum()
    assert len(made.fixes) + lost == len(ledger.fixes)


PATROLS = st.builds(
    Patrol,
    patrol_id=st.sampled_from(["p1", "p2"]),
    revision=st.integers(0, 2),
    unit=st.sampled_from([None, "u1", "u2"]),
    hotspot_id=st.sampled_from([None, "a1"]),
    bundle_id=st.none(),
    started=st.sampled_from([None, 0, 1_775_124_000_000]),
    ended=st.sampled_from([0, 1_775_125_000_000]),
    mode=st.none(),
    notes=st.sampled_from([None, "x"]),
    form=st.sampled_from(["records.gpkg", "records.json"]),
)
FIXES = st.lists(
    st.tuples(
        st.sampled_from([None, "u1"]),
        st.sampled_from(["patrol/p1", "patrol/p2"]),
        st.sampled_from([1_775_124_000_000, 1_775_124_005_000]),
        st.sampled_from([-1.25, -1.2501]),
        st.just(51.5),
        st.sampled_from([float("nan"), 4.0]),
        st.just(float("nan")),
        st.just("records.gpkg"),
    ),
    max_size=4,
)
LEDGERS = st.builds(
    lambda patrols, fixes, jump: Ledger(
        patrols=set(patrols),
        fixes=pd.DataFrame(fixes, columns=list(FIX_COLUMNS)).astype(
            {"unit": object, "track": object, "source": object, "time": "int64", "accuracy_m": float, "speed_ms": float}
        ),
        jumps={"patrol/p1": jump},
    ),
    st.lists(PATROLS, max_size=4),
    FIXES,
    st.integers(0, 3),
)


@settings(max_examples=20)
@given(LEDGERS, LEDGERS, LEDGERS)
def test_a_union_of_ledgers_has_no_order_and_no_doubles(one, two, three):
    whole = one.merged(two).merged(three)
    for order in ((three, two, one), (two, three, one)):
        other = order[0].merged(order[1].merged(order[2]))
        assert list(other.rows("patrols")) == list(whole.rows("patrols"))
        assert str(list(other.rows("fixes"))) == str(list(whole.rows("fixes")))
        assert other.jumps == whole.jumps
    assert tables(whole.merged(whole)) == tables(whole)


@settings(max_examples=30)
@given(st.lists(PATROLS, min_size=1, max_size=6))
def test_of_a_patrols_versions_the_highest_revision_and_then_the_latest_end_is_the_visit(patrols):
    made = outcome(Ledger(patrols=set(patrols)), NOW)
    for row in made.visits.itertuples():
        versions = [p for p in patrols if p.patrol_id == row.visit_id]
        top = max(p.revision for p in versions)
        assert row.revision == top
        latest = max(p.ended for p in versions if p.revision == top)
        assert row.leave == pd.Timestamp(latest, unit="ms")
    assert len(made.visits) == len({p.patrol_id for p in patrols})


def test_a_unit_has_one_pseudonym_in_whatever_order_names_come():
    names = ["Jane Smith", "unit-1", "John Brown", "PC Jones"]
    forth, back = UnitNames(), UnitNames()
    called = {name: forth.of(name) for name in names}
    assert called == {name: back.of(name) for name in reversed(names)}
    assert called["unit-1"] == "unit-1"
    assert len(set(called.values())) == 4
    assert not any(word in text for text in called.values() for word in ("Jane", "Smith", "Brown", "Jones"))
    assert forth.of("jane  SMITH") == called["Jane Smith"]


def test_a_ledger_goes_on_with_the_key_that_it_was_begun_with(inbox, tmp_path):
    words, others = UnitNames("four words of mine"), UnitNames("four other words")
    ledger = read_returns([inbox[0]], Ledger(), words).ledger
    (tmp_path / "a.ledger").write_bytes(ledger.content())
    ledger = load(tmp_path / "a.ledger")
    assert read_returns([inbox[1]], ledger, words).read == 1
    for names in (others, UnitNames()):
        with pytest.raises(HotspotError, match="or one unit would become two"):
            read_returns([inbox[1]], ledger, names)
    with pytest.raises(HotspotError, match="without a key, and one is given now"):
        read_returns([inbox[1]], one_by_one(inbox[:1]), words)


def test_a_ledger_that_is_damaged_or_none_is_refused(tmp_path, inbox):
    whole = one_by_one(inbox[:3]).content()
    for name, content, said in (
        ("short", whole[:5000], "is damaged"),
        ("other", b"hello" * 100, "does not begin"),
        ("kind", inbox[0].read_bytes(), "database of some other kind"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(HotspotError, match=said):
            load(tmp_path / name)
    with pytest.raises(HotspotError, match=r"gone cannot be read"):
        load(tmp_path / "gone")


# ---- marks ----------------------------------------------------------------------------------------------------------

MONDAY = 1_775_451_600_000  # 6 April 2026, 05:00 UTC, 06:00 in London
DAY = 86_400_000
WEEK = Issued(
    "b" * 32, "Larch", "Unit", 1, MONDAY, MONDAY + 7 * DAY, "Europe/London", 2, (("a1", -1.25, 51.5),),
    (Slot("a1", None, MONDAY, MONDAY + 7 * DAY),),
)  # fmt: skip


def visit(started, minutes=15, identity="p1", **more):
    ended = None if minutes is None else started + minutes * 60_000
    given = {"hotspot_id": "a1", "bundle_id": "b" * 32, "unit": "u1", **more}
    return Patrol(identity, 0, mode=None, notes=None, form="records.gpkg", started=started, ended=ended, **given)


def judged(*patrols, issued=(WEEK,), now=MONDAY + 30 * DAY, fixes=None, jumps=None):
    ledger = Ledger(patrols=set(patrols), issued={package.bundle_id: package for package in issued})
    ledger.jumps = jumps or {}
    if fixes is not None:
        ledger.fixes = fixes
    made = outcome(ledger, now).visits.set_index("visit_id").astype(object)
    return made.where(made.notna(), None)


def test_over_the_limit_counts_devices_together_and_days_apart():
    late = MONDAY + 17 * 3_600_000  # 23:00 in London
    patrols = [visit(late + i * 1_500_000, 5, f"p{i}", unit=f"u{i}") for i in range(4)]  # 23:00, 23:25, 23:50, 00:15
    marks = judged(*patrols)["limit_mark"]
    assert marks.tolist() == [None, None, "over the limit: patrol 3 of at most 2 in 2026-04-06", None]


def test_over_the_limit_counts_within_the_periods_of_a_schedule():
    """A trial day from 06:00 to 06:00: 23:50 and 00:15 are in one, whatever the date."""
    slots = tuple(Slot("a1", f"day {i}", MONDAY + i * DAY, MONDAY + (i + 1) * DAY) for i in range(7))
    late = MONDAY + 17 * 3_600_000
    patrols = [visit(late + i * 1_500_000, 5, f"p{i}") for i in range(4)]
    made = judged(*patrols, issued=[replace(WEEK, slots=slots)])
    assert made["limit_mark"].tolist()[2:] == [f"over the limit: patrol {i} of at most 2 in day 0" for i in (3, 4)]
    assert set(made["period"]) == {"day 0"}


@pytest.mark.parametrize(
    ("patrol", "column", "said"),
    [
        (visit(MONDAY), "clock_mark", None),
        (visit(MONDAY - 60_000), "clock_mark", "before its package was valid: from 2026-04-06 05:00 UTC"),
        (visit(MONDAY, -1), "clock_mark", "left before it arrived"),
        (visit(MONDAY, None), "clock_mark", "no time of leaving"),
        (visit(MONDAY, 721), "clock_mark", "longer than 12 hours"),
        (visit(MONDAY, 720), "clock_mark", None),
        (visit(MONDAY + 40 * DAY), "clock_mark", "in the future"),
        (visit(0), "clock_mark", "before GPS existed"),
        (visit(MONDAY + 8 * DAY), "package_mark", "expired package: was valid until 2026-04-13 05:00 UTC"),
        (visit(MONDAY, bundle_id=None), "package_mark", "names no package"),
        (visit(MONDAY, bundle_id="x"), "package_mark", "unknown package"),
        (visit(MONDAY, hotspot_id=None), "task_mark", "names no hotspot"),
        (visit(MONDAY, hotspot_id="z"), "task_mark", "not a hotspot of its package"),
        (visit(MONDAY), "package_mark", None),
        (visit(MONDAY), "task_mark", None),
    ],
)
def test_each_mark_says_what_is_wrong_and_nothing_else(patrol, column, said):
    assert judged(patrol)[column].tolist() == [said]


def test_a_package_is_superseded_once_its_successor_is_out():
    newer = replace(WEEK, bundle_id="c" * 32, sequence=2, valid_from=MONDAY + 2 * DAY)
    foreign = replace(newer, bundle_id="d" * 32, title="Birch", sequence=9)
    patrols = [visit(MONDAY + DAY, identity="p1"), visit(MONDAY + 3 * DAY, identity="p2")]
    marks = judged(*patrols, issued=[WEEK, newer, foreign])["package_mark"]
    assert marks.tolist() == [None, "superseded package: 1, when 2 was out"]


def positions(times, source="records.gpkg"):
    rows = [("u1", "patrol/p1", time, -1.25, 51.5, 4.0, 1.0, source) for time in times]
    return pd.DataFrame(rows, columns=list(FIX_COLUMNS)).astype({"unit": object, "track": object, "source": object})


def test_positions_from_outside_a_patrols_time_show_a_wrong_clock():
    hour = 3_600_000
    said = judged(visit(MONDAY), fixes=positions([MONDAY + hour, MONDAY + hour + 5000]))["clock_mark"].tolist()
    assert said == ["positions from outside its time: 2026-04-06 06:00 to 2026-04-06 06:00 UTC"]


def test_positions_of_a_mock_provider_are_said():
    made = judged(visit(MONDAY), fixes=positions([MONDAY, MONDAY + 5000], "records.gpkg: External (Mock)"))
    assert made["position_mark"].tolist() == ["positions from a mock provider: 2 of its 2"]


def test_a_clock_that_went_back_is_said(tmp_path):
    times = [fix(600), fix(605), fix(5), fix(10)]
    (tmp_path / "records.gpkg").write_bytes(base(empty_base(), fixes=times))
    ledger = bring(tmp_path / "records.gpkg").ledger
    assert ledger.jumps == {"patrol/p1": 600_000}
    assert outcome(ledger, NOW).visits["clock_mark"].tolist() == ["the clock of its positions went back: by 600 s"]


# ---- issued packages ------------------------------------------------------------------------------------------------


def test_issued_packages_are_verified_and_known_by_zip_manifest_or_folder(make, save, tmp_path):
    package = make(longitude=[1, 2])
    path = save(package.files, "sent.zip")
    (tmp_path / "manifest.json").write_bytes(package.manifest)
    (from_zip,) = read_issued([path]).values()
    (from_manifest,) = read_issued([tmp_path / "manifest.json"]).values()
    (from_folder,) = read_issued([tmp_path]).values()
    assert from_zip == from_folder
    assert from_zip.bundle_id == from_manifest.bundle_id == package.bundle_id
    assert [place[0] for place in from_manifest.places] == ["a1", "b2"]
    assert (from_zip.limit, len(from_zip.slots), len(from_manifest.slots)) == (3, 2, 0)
    assert Issued.of(from_zip.canonical()) == from_zip
    tasks = json.loads(package.files["data/tasking.json"])
    assert from_zip.valid_from == int(datetime.fromisoformat(tasks["valid_from"]).timestamp() * 1000)
    with pytest.raises(HotspotError, match="There is no package"):
        read_issued([tmp_path / "empty"] if (tmp_path / "empty").mkdir() is None else [])


def test_of_a_package_that_was_issued_again_the_last_number_counts_and_an_encrypted_one_is_refused(make, save, task):
    first, last = (save(make(task=replace(task, sequence=n)).files, f"{n}.zip") for n in (9, 10))
    (issued,) = read_issued([last, first]).values()
    assert issued.sequence == 10
    secret = save({"a": b""}, "x.zip")
    secret.write_bytes(b"age-encryption.org/v1\n-> X25519 x")
    with pytest.raises(HotspotError, match="is encrypted: give the package as it was before"):
        read_issued([secret])


def test_an_issued_package_that_was_changed_is_refused(make, save):
    files = dict(make().files)
    files["README.txt"] += b"!"
    with pytest.raises(HotspotError, match="was changed after the export"):
        read_issued([save(files)])
