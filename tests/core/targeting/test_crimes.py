"""Reading crimes: not a row is lost, each reject has its reason, and what the data cannot tell is said."""

from __future__ import annotations

import gzip
import hashlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.targeting.crimes import are_snapped, read_crimes
from hotspot_plugin.core.targeting.crimes_plan import Columns
from tests.core.log import Log
from tests.core.targeting.crime_files import ONE, street

XY = Columns("x", "y")


@pytest.fixture
def read(tmp_path):
    """Return a function that reads a text (or bytes) as the file crimes.csv."""

    def go(text, columns=None, log=None, **options):
        path = tmp_path / "crimes.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_crimes(path, columns, progress=log or Log(), **options)

    return go


def reasons(found):
    return dict(zip(found.rejects["row"], found.rejects["reason"], strict=True))


# -- police.uk --------------------------------------------------------------------------------------------------------


def test_a_police_uk_file_needs_nothing_but_its_path(read):
    found = read(street(ONE, ("", "2018-07", "-1.6", "53.9", "On or near Low Lane", "Anti-social behaviour")))
    assert found.x.tolist() == [-1.5, -1.6]
    assert found.y.tolist() == [53.8, 53.9]
    assert found.crimes["crime_type"].tolist() == ["Burglary", "Anti-social behaviour"]
    assert found.crimes["place"].tolist() == ["On or near High Street", "On or near Low Lane"]
    assert found.crimes["source"].tolist() == ["crimes.csv:2", "crimes.csv:3"]
    assert found.crimes["harm"].isna().all()
    assert found.notes.police_uk
    assert found.notes.snapped
    assert found.notes.months_only


def test_a_month_is_an_interval_and_not_midnight_on_the_first(read):
    crimes = read(street(ONE)).crimes
    assert crimes["occurred_from"].to_numpy("M8[s]").tolist() == [np.datetime64("2018-07-01T00:00:00").item()]
    assert crimes["occurred_to"].to_numpy("M8[s]").tolist() == [np.datetime64("2018-07-31T23:59:59").item()]


def test_it_says_that_police_uk_points_are_anonymised_and_its_dates_months(read):
    log = Log()
    read(street(ONE), log=log)
    assert any("anonymised snap points" in warning for warning in log.warned)
    assert any("months only" in warning for warning in log.warned)


def test_a_crime_id_that_repeats_is_kept_and_counted_but_an_empty_one_is_no_id(read):
    log = Log()
    none = ("", *ONE[1:])
    found = read(street(ONE, ONE, ONE, none, none), log=log)
    assert len(found.crimes) == 5
    assert any(warning.startswith("2 crimes have a Crime ID") for warning in log.warned)


def test_police_uk_in_a_projected_crs_is_refused(read):
    with pytest.raises(HotspotError, match=r"crimes\.csv is a police\.uk file.*EPSG:4326"):
        read(street(ONE), geographic=False)


# -- rejects ----------------------------------------------------------------------------------------------------------

AWKWARD = """x,y,when,harm
-1.5,53.8,2018-07-01,1
,53.8,2018-07-01,1
NULL,53.8,2018-07-01,1
east,53.8,2018-07-01,1
inf,53.8,2018-07-01,1
1_0,53.8,2018-07-01,1
-1.5,95,2018-07-01,1
190,53.8,2018-07-01,1
0,0.0,2018-07-01,1
-1.5,53.8,last week,1
-1.5,53.8,,1
-1.5,53.8,2018-02-30,1
-1.5,53.8,2018-07-01,much
-1.5,53.8,2018-07-01,-1
-1.5,53.8,2018-07-01
-1.5,53.8,2018-07-01,1,,extra

-1.5,53.8,2018-07-01,,,,
"""
WHY = {
    3: "no coordinates",
    4: "no coordinates",
    5: "coordinates are not numbers",
    6: "coordinates are not numbers",
    7: "coordinates are not numbers",
    8: "impossible coordinates",
    9: "impossible coordinates",
    10: "coordinates are exactly 0, 0",
    11: "unreadable time",
    12: "no time",
    13: "unreadable time",
    14: "harm is not a number",
    15: "harm is below 0",
    16: "wrong number of cells",
    17: "wrong number of cells",
}


def test_each_row_that_cannot_be_used_is_rejected_with_its_reason(read):
    log = Log()
    found = read(AWKWARD, Columns("x", "y", time="when", harm="harm"), log)
    assert reasons(found) == WHY
    assert found.crimes["source"].tolist() == ["crimes.csv:2", "crimes.csv:19"]
    assert found.crimes["harm"].iloc[0] == 1
    assert np.isnan(found.crimes["harm"].iloc[1]), "no harm is given: null, not 0"
    assert found.notes.rows == 17, "a blank line is no row"
    assert any("15 rows (88.2%) could not be used" in warning for warning in log.warned)
    assert "coordinates are not numbers: 3" in log.text


def test_what_only_python_takes_for_a_number_is_none(read):
    found = read("x,y\n1_0,2\n-inf,2\nnan,2\n1,2\n", XY)
    assert reasons(found) == {2: "coordinates are not numbers", 3: "coordinates are not numbers", 4: "no coordinates"}
    assert reasons(read("x,y\n1_0,2\n1,2\n", XY)) == {2: "coordinates are not numbers"}


def test_a_reject_shows_the_row_as_it_stands_but_no_more_than_500_characters(read):
    found = read('x,y,note\n1,2,kept\n,2,"a ""b"", c"\n,2,' + "z" * 900 + "\n", XY)
    assert found.rejects["content"].iloc[0] == ',2,"a ""b"", c"'
    assert len(found.rejects["content"].iloc[1]) == 500


def test_a_file_of_which_no_row_can_be_used_is_refused_with_the_reasons(read):
    with pytest.raises(HotspotError, match=r"None of the 2 rows can be used \(2 no coordinates\)"):
        read("x,y\n,1\n,2\n", XY)
    with pytest.raises(HotspotError, match="no row below it"):
        read("x,y\n", XY)


@given(
    st.lists(
        st.sampled_from(
            ["-1.5,53.8,2018-07", ",,2018-07", "0,0,2018-07", "a,b,c", "1", "181,1,2018-07", '"1","2",2018-08']
        ),
        max_size=40,
    )
)
def test_every_row_is_either_a_crime_or_a_reject(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("crimes") / "crimes.csv"
    path.write_text("\n".join(["x,y,when", "-1,50,2018-07", *lines, ""]))
    found = read_crimes(path, Columns("x", "y", "when"))
    assert len(found.crimes) + len(found.rejects) == found.notes.rows == len(lines) + 1
    rows = [int(source.rpartition(":")[2]) for source in found.crimes["source"]] + found.rejects["row"].tolist()
    assert sorted(rows) == list(range(2, len(lines) + 3))


# -- other files ------------------------------------------------------------------------------------------------------


def test_another_csv_is_read_by_the_names_of_its_columns_whatever_their_capitals(read):
    columns = Columns("east", "north", "", "offence", "street")
    found = read("East,NORTH,Offence,Street\n430000,430001,Theft,High Street\n", columns, geographic=False)
    assert (found.x[0], found.y[0]) == (430000.0, 430001.0)
    assert found.crimes["crime_type"].tolist() == ["Theft"]
    assert found.crimes["place"].tolist() == ["High Street"]
    assert pd.isna(found.crimes["occurred_from"]).all()
    assert found.notes.first is None


def test_a_column_of_that_very_name_goes_before_one_that_differs_in_capitals(read):
    assert read("X,x,y\n9,1,2\n", XY).x.tolist() == [1.0]


def test_a_column_that_is_not_there_is_named_with_those_that_are(read):
    with pytest.raises(HotspotError, match=r"no column “lon” \(X_FIELD\); it has x, y\."):
        read("x,y\n1,2\n", Columns("lon", "y"))
    with pytest.raises(HotspotError, match=r"X_FIELD and Y_FIELD must name .* it has x, y\."):
        read("x,y\n1,2\n")
    with pytest.raises(HotspotError, match=r"it has x, y in m\.$"):
        read('x,"y\nin  m"\n1,2\n', Columns("lon", "y"))
    with pytest.raises(HotspotError, match=r"“weight” \(HARM_FIELD\)"):
        read(street(ONE), Columns(harm="weight"))


def test_latitude_given_for_x_is_refused(read):
    with pytest.raises(HotspotError, match="exchange them"):
        read("lat,lon\n53,-1\n", Columns("lat", "lon"))


def test_a_file_without_header_is_refused(read):
    with pytest.raises(HotspotError, match="has no header"):
        read("-1.5,53.8\n-1.6,53.9\n", XY)


def test_metres_in_a_crs_of_degrees_and_degrees_in_one_of_metres_are_refused_naming_the_columns(read):
    with pytest.raises(HotspotError, match=r"Columns x and y of crimes\.csv are too large for degrees"):
        read("x,y\n430000,433000\n430001,433001\n,\n", XY)
    with pytest.raises(HotspotError, match=r"Columns x and y of crimes\.csv look like degrees"):
        read("x,y\n-1.5,53.8\n0,0\n", XY, geographic=False)


def test_absurd_projected_coordinates_are_rejected(read):
    found = read("x,y\n430000,433000\n1e300,433000\n430000,433000\n", XY, geographic=False)
    assert reasons(found) == {3: "impossible coordinates"}


# -- folders ----------------------------------------------------------------------------------------------------------


def test_a_folder_is_read_however_its_folders_nest_and_its_hash_can_be_made_with_cat_and_sha256sum(tmp_path):
    texts = {"2018-07/b-street.csv": street(ONE), "2018-06/x/a-street.CSV": street(ONE, ONE)}
    packed = gzip.compress(street(ONE).encode(), mtime=0)
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "z-street.csv.GZ").write_bytes(packed)
    (tmp_path / "._b-street.csv").write_bytes(b"\0\5\26\7")
    found = read_crimes(tmp_path)
    assert found.notes.files == ("2018-06/x/a-street.CSV", "2018-07/b-street.csv", "z-street.csv.GZ")
    assert found.crimes["source"].tolist() == [
        "2018-06/x/a-street.CSV:2",
        "2018-06/x/a-street.CSV:3",
        "2018-07/b-street.csv:2",
        "z-street.csv.GZ:2",
    ]
    whole = texts["2018-06/x/a-street.CSV"].encode() + texts["2018-07/b-street.csv"].encode() + packed
    assert found.notes.sha256 == hashlib.sha256(whole).hexdigest()


def test_outcomes_and_stop_and_search_beside_street_files_are_skipped_by_name(tmp_path):
    (tmp_path / "a-street.csv").write_text(street(ONE))
    (tmp_path / "a-outcomes.csv").write_text("Crime ID,Month,Longitude,Latitude,Outcome type\na,2018-07,1,2,None\n")
    (tmp_path / "a-stop-and-search.csv").write_text(
        "Type,Date,Longitude,Latitude,Object of search\na,2018-07,1,2,None\n"
    )
    (tmp_path / "notes.csv").write_text("who,what\n1,2\n")
    log = Log()
    found = read_crimes(tmp_path, progress=log)
    assert len(found.crimes) == 1
    assert set(found.notes.skipped) == {"a-outcomes.csv", "a-stop-and-search.csv", "notes.csv"}
    (tmp_path / "notes.csv").unlink()
    named = read_crimes(tmp_path, Columns("Longitude", "Latitude"))
    assert set(named.notes.skipped) == {"a-outcomes.csv", "a-stop-and-search.csv"}, "even where columns are named"
    assert all(any(name in warning for warning in log.warned) for name in found.notes.skipped)


def test_a_lone_outcomes_file_is_refused_but_read_if_columns_are_named(read):
    text = "Crime ID,Month,Longitude,Latitude,Outcome type\na,2018-07,1,2,None\n"
    with pytest.raises(HotspotError, match=r"police\.uk outcomes file, which lists no crimes"):
        read(text)
    assert len(read(text, Columns("Longitude", "Latitude", "Month")).crimes) == 1


def test_two_copies_of_a_file_in_one_folder_are_warned_of(tmp_path):
    for folder in ("old", "new"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a-street.csv").write_text(street(ONE))
    log = Log()
    read_crimes(tmp_path, progress=log)
    assert any("counted twice" in warning for warning in log.warned)


def test_a_folder_without_csv_and_a_path_that_is_not_there_are_refused(tmp_path):
    with pytest.raises(HotspotError, match="has no CSV file"):
        read_crimes(tmp_path)
    with pytest.raises(HotspotError, match="is not there"):
        read_crimes(tmp_path / "gone.csv")


# -- what the coordinates can tell, progress --------------------------------------------------------------------------


def test_points_heaped_on_few_places_are_taken_for_anonymised_and_scattered_ones_are_not(read):
    heaped = np.repeat(np.arange(50.0), 4)
    assert are_snapped(heaped, heaped)
    scattered = np.arange(200.0)
    assert not are_snapped(scattered, scattered)
    # 60 of 200 crimes at one address (30 %): a busy shop, not snap points
    shop = np.concatenate((np.zeros(60), np.arange(1.0, 141.0)))
    assert not are_snapped(shop, shop)
    assert not are_snapped(heaped[:99], heaped[:99]), "too few to tell"
    pairs = np.repeat(np.arange(100.0), 2)
    assert not are_snapped(pairs, pairs), "none stands where two others do"
    # 105 of 300 (35 %) stand with two others, but 230 of 300 places (77 %) are different ones
    threes = np.concatenate((np.repeat(np.arange(35.0), 3), np.arange(1000.0, 1195.0)))
    assert not are_snapped(threes, threes)
    rows = "".join(f"{x},1\n" for x in heaped)
    log = Log()
    assert read("x,y\n" + rows, XY, log).notes.snapped
    assert any("snap points" in warning for warning in log.warned)


def test_cancel_stops_between_batches_and_progress_never_falls(read):
    text = "x,y\n" + "1,2\n" * 50_000
    log = Log()
    read(text, XY, log)
    assert log.bar == sorted(log.bar)
    assert log.bar[-1] == 1.0
    assert len(log.bar) > 3
    with pytest.raises(CancelledError):
        read(text, XY, Log(cancel_at=0.3))


# -- real data: the number of rows is that of wc -l less the headers, see SOURCE.txt -----------------------------------


def test_all_of_cleveland_is_read(data):
    found = read_crimes(data("police_uk_cleveland"))
    assert len(found.crimes) == 9352 + 8529 + 7675 + 7694 + 7648
    assert len(found.rejects) == 0
    assert (found.notes.first, found.notes.last) == ("2018-10-01", "2019-02-28")


def test_a_tenth_of_thames_valley_has_no_coordinates_and_not_a_row_is_lost(data):
    found = read_crimes(data("police_uk_thames_valley"))
    assert found.notes.rows == len(found.crimes) + len(found.rejects) == 16338 + 15995 + 14345
    assert set(found.rejects["reason"]) == {"no coordinates"}
    assert 0.09 < len(found.rejects) / found.notes.rows < 0.11
    plain = pd.concat([pd.read_csv(path) for path in sorted(data("police_uk_thames_valley").glob("*.csv"))])
    plain = plain[plain["Longitude"].notna()]
    assert found.x.tolist() == plain["Longitude"].tolist()
    assert found.crimes["crime_type"].tolist() == plain["Crime type"].tolist()


def test_chicago_burglaries_are_days_in_metres_at_real_addresses(data):
    path = data("chicago_burglary/chicago_burglary_2014_2017.csv.gz")
    found = read_crimes(path, Columns("x", "y", "date_single"), geographic=False)
    assert len(found.crimes) == 45_319
    assert (found.notes.first, found.notes.last) == ("2014-01-01", "2017-12-31")
    assert not found.notes.snapped
    with pytest.raises(HotspotError, match="too large for degrees"):
        read_crimes(path, Columns("x", "y", "date_single"))


def test_stop_and_search_crosses_midnight_of_june_in_utc(data):
    found = read_crimes(data("stop_search_gmp_2019_06"), Columns("Longitude", "Latitude", "Date", "Type"))
    assert (len(found.crimes), len(found.rejects)) == (897, 10)
    assert str(found.crimes["occurred_from"].min()) == "2019-05-31 23:01:00"
    assert str(found.crimes["occurred_from"].max()) == "2019-06-30 22:25:00"
    assert found.notes.snapped
