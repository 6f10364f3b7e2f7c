"""CSV of vehicles, radios and phones: any column names, units of speed, places and times, with a zone or asked for."""

from __future__ import annotations

import gzip
import json
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.tracking import sources
from hotspot_plugin.core.tracking.mapping import Mapping, as_json, choose, read_profiles
from tests.core.log import Log
from tests.core.tracking.trackfiles import read, reasons, rows

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def save(tmp_path):
    def write(text, name="avl.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_an_avl_export_has_its_units_interleaved_and_its_rows_counted_from_the_header(save):
    path = save(
        "Vehicle ID,Timestamp,Latitude,Longitude\n"
        "V2,2026-07-01 14:00:00,51.5,-1.25\nV1,2026-07-01 14:00:05,51.6,-1.3\nV2,2026-07-01 14:00:30,NaN,-1.25\n"
    )
    made = read(path, LONDON)
    assert rows(made) == [("V1", "2026-07-01T13:00:05", -1.3, 51.6), ("V2", "2026-07-01T13:00:00", -1.25, 51.5)]
    assert reasons(made) == [(4, "no location")]


def test_local_times_are_asked_for_with_both_readings_shown(save):
    path = save("unit,time,lat,lon\na,2026-07-01 14:00:00,51.5,-1.25\n")
    with pytest.raises(HotspotError, match=r"14:00:00 is 14:00:00 UTC or, if the clock is London's, 13:00:00 UTC"):
        read(path)


def test_in_winter_the_readings_agree_and_a_summer_day_shows_the_difference(save):
    path = save("unit,time,lat,lon\na,2026-01-05 14:00:00,51.5,-1.25\n")
    with pytest.raises(HotspotError, match=r"on 2026-07-06 is 14:00:00 UTC or 13:00:00 UTC\. Set TIME_ZONE"):
        read(path)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Date,Time", "05/01/2026,14:00:07"),
        ("Date,Time", "2026-01-05,2:00:07 PM"),
        ("Date,Time", "20260105,140007"),
        ("Date,Time", "05/01/2026 00:00:00,14:00:07"),
        ("Date,Time", "05-Jan-2026,14:00:07"),
        ("GPS Date,Time", "05.01.2026,14.00.07"[:11] + "14:00:07"),
        ("DateTime", "05/01/2026 14:00:07"),
        ("DateTime", "5 January 2026 14:00:07"),
        ("DateTime", "2026-01-05T14:00:07"),
        ("DateTime", "2026-01-05T15:00:07+01:00"),
        ("DateTime", "05/01/2026 02:00:07 pm"),
        ("DateTime", "05/01/26 14:00:07"),
        ("DateTime", "1767621607"),
        ("DateTime", "1767621607000"),
        ("time_utc", "2026-01-05 14:00:07"),
    ],
)
def test_dates_and_times_in_the_forms_of_exports_are_the_same_instant(save, header, cells):
    path = save(f"{header},lat,lon\n{cells},51.5,-1.25\n")
    assert rows(read(path, LONDON, day_first=True)) == [("avl", "2026-01-05T14:00:07", -1.25, 51.5)]


@pytest.mark.parametrize("cells", ["05/01/2026 24:00:00", "2026-01-05T24:00Z"])
def test_the_midnight_that_ends_a_day_begins_the_next(save, cells):
    made = read(save(f"DateTime,lat,lon\n{cells},51.5,-1.25\n"), ZoneInfo("UTC"), day_first=True)
    assert rows(made)[0][1] == "2026-01-06T00:00:00"


@pytest.mark.parametrize("clock", ["24:00:01", "24:01:00", "25:00:00", "12:60:00", "24:00:00 pm"])
def test_no_other_time_goes_beyond_the_day(save, clock):
    path = save(f"DateTime,lat,lon\n2026-01-05 {clock},51.5,-1.25\n2026-01-05 12:00:00,51.5,-1.25\n")
    assert reasons(read(path, ZoneInfo("UTC"))) == [(2, "the time cannot be read")]


def test_a_time_column_named_utc_needs_no_zone(save):
    assert rows(read(save("time_utc,lat,lon\n2026-07-01 14:00:07,51.5,-1.25\n")))[0][1] == "2026-07-01T14:00:07"


@pytest.mark.parametrize(("other", "month"), [("25/06/2026", "06"), ("06/25/2026", "05")])
def test_the_order_of_day_and_month_is_told_from_a_date_that_fits_one_alone(save, other, month):
    path = save(f"date,time,lat,lon\n05/06/2026,12:00:00,51.5,-1\n{other},12:00:00,51.5,-1\n")
    assert rows(read(path, ZoneInfo("UTC")))[0][1].startswith(f"2026-{month}-0")


def test_dates_of_both_orders_in_one_file_are_asked_about_and_a_date_that_is_none_does_not_matter(save):
    head, tail = "date,time,lat,lon\n05/06/2026,12:00:00,51.5,-1\n", ",12:00:00,51.5,-1\n"
    with pytest.raises(HotspotError, match="set DATE_ORDER"):
        read(save(f"{head}25/06/2026{tail}06/26/2026{tail}"), LONDON)
    made = read(save(f"{head}25/06/2026{tail}45/99/2026{tail}"), LONDON)
    assert (len(made.table), reasons(made)) == (2, [(4, "the time cannot be read")])


def test_dates_that_can_be_read_in_two_ways_are_asked_about(save):
    path = save("date,time,lat,lon\n05/06/2026,12:00:00,51.5,-1\n")
    with pytest.raises(HotspotError, match=r"begin with the day or with the month: set DATE_ORDER"):
        read(path, LONDON)
    assert rows(read(path, LONDON, day_first=False))[0][1] == "2026-05-06T11:00:00"


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [("Speed (mph)", "10", 4.4704), ("speed_kmh", "36", 10.0), ("Speed knots", "10", 5.144444), ("speed_ms", "3", 3.0)],
)
def test_speeds_become_metres_per_second_by_the_unit_in_their_name(save, column, value, expected):
    path = save(f"time,lat,lon,{column}\n2026-01-05T14:00:00Z,51.5,-1.25,{value}\n2026-01-05T14:00:15Z,51.5,-1.25,-1\n")
    speeds = read(path).table["speed_ms"]
    assert speeds[0] == pytest.approx(expected, abs=1e-6)
    assert np.isnan(speeds[1])


def test_a_speed_of_unknown_unit_is_left_out_and_said(save):
    log = Log()
    made = read(save("time,lat,lon,speed\n2026-01-05T14:00:00Z,51.5,-1.25,10\n"), log=log)
    assert made.table["speed_ms"].isna().all()
    assert "nothing says their unit" in log.text


@pytest.mark.parametrize("flag", ["0", "false", "V", "No", "invalid"])
def test_positions_marked_as_invalid_are_rejects(save, flag):
    path = save(f"time,lat,lon,valid\n2026-01-05T14:00:00Z,51.5,-1,1\n2026-01-05T14:00:15Z,51.5,-1,{flag}\n")
    assert reasons(read(path)) == [(3, "marked as no valid position")]


def test_grid_letters_and_eastings_are_brought_to_degrees_by_the_function_given(save):
    seen = []

    def transform(crs, x, y):
        seen.append((crs, x.tolist(), y.tolist()))
        return np.full(len(x), -1.7), np.full(len(x), 52.65)

    read(save("time,grid ref\n2026-01-05T14:00:00Z,TG 51409 13177\n"), to_degrees=transform)
    made = read(save("time,Easting,Northing\n2026-01-05T14:00:00Z,651409,313177\n"), to_degrees=transform)
    assert seen[0] == seen[1] == ("EPSG:27700", [651409.0], [313177.0])  # the Ordnance Survey's own example
    assert rows(made) == [("avl", "2026-01-05T14:00:00", -1.7, 52.65)]


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        ("unit,start,lat,lon", "says the time cannot be told"),
        ("unit,time,a,b", "says the place cannot be told"),
        ("gps_time,utc_time,lat,lon", "both gps_time and utc_time can be the time"),
        ("vehicle,callsign,time,lat,lon", "both vehicle and callsign can be the unit"),
        ("time,lat,lon,easting,northing", "both lon with lat and easting with northing can be the place"),
    ],
)
def test_columns_that_cannot_be_told_or_fit_twice_are_asked_about(save, header, sentence):
    with pytest.raises(HotspotError, match=sentence):
        read(save(f"{header}\n" + ",".join("1" * len(header.split(","))) + "\n"), LONDON)


COUNTY = {
    "name": "County",
    "unit": "Resource",
    "date": "Day",
    "time": "Clock",
    "x": "E",
    "y": "N",
    "speed": "V",
    "speed_unit": "mph",
    "valid": "Fix",
    "valid_values": ["3D"],
    "time_zone": "Europe/London",
    "day_first": True,
}
EXPORT = (
    "Resource,Day,Clock,E,N,V,Fix,Driver\n"
    "X9,01/07/2026,14:00:00,-1.25,51.5,10,3D,Jane\nX9,01/07/2026,14:00:15,-1.25,51.5,10,2D,Jane\n"
)


def test_a_saved_mapping_says_what_no_name_can(save):
    profiles = read_profiles(save(json.dumps(COUNTY), "county.json"))
    made = read(save(EXPORT), profiles=profiles)
    assert rows(made) == [("X9", "2026-07-01T13:00:00", -1.25, 51.5)]
    assert made.table["speed_ms"][0] == pytest.approx(4.4704)
    assert reasons(made) == [(3, "marked as no valid position")]
    assert "Jane" not in made.rejects.to_csv()  # columns that nobody asked for are not handed on


def test_of_several_mappings_the_one_that_fits_is_used_and_two_that_fit_are_asked_about(save):
    other = {**COUNTY, "name": "Other", "x": "Lon"}
    again = {**COUNTY, "name": "Again", "speed": "", "speed_unit": ""}
    read(save(EXPORT), profiles=read_profiles(save(json.dumps({"profiles": [other, COUNTY]}), "p.json")))
    with pytest.raises(HotspotError, match="“County” and “Again” both fit"):
        read(save(EXPORT), profiles=read_profiles(save(json.dumps([COUNTY, again]), "p.json")))
    with pytest.raises(HotspotError, match=r"avl\.csv has no column Lon, which the mapping “Other” names"):
        read(save(EXPORT), profiles=read_profiles(save(json.dumps(other), "p.json")))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("3", "a mapping is a JSON object"),
        ("[]", "holds no mapping"),
        ('{"datetime": "t", "longitude": "x"}', "“longitude”, which no mapping has"),
        ('{"datetime": 3}', "must be a text"),
        ('{"x": "a", "y": "b"}', "no column of time"),
        ('{"datetime": "t", "x": "a"}', "one coordinate of two"),
        ('{"datetime": "t", "speed": "v", "speed_unit": "furlongs"}', "speed_unit is m/s, km/h, mph or knots"),
        ('{"datetime": "t", "time_zone": "Europe/Lundon"}', "no time zone"),
        ('{"datetime": "t", "valid_values": "1"}', "must be a list"),
        ('{"datetime": "t", "day_first": "yes"}', "true, false or null"),
    ],
)
def test_what_is_no_mapping_is_refused_in_one_sentence(save, text, sentence):
    with pytest.raises(HotspotError, match=sentence) as caught:
        read_profiles(save(text, "p.json"))
    assert "\n" not in str(caught.value)


words = st.text(min_size=1, max_size=8)


@given(
    st.builds(
        Mapping, name=words, unit=words, datetime=words, x=words, y=words, valid_values=st.lists(words).map(tuple)
    )
)
def test_a_mapping_that_is_saved_is_the_mapping_that_is_read(tmp_path_factory, mapping):
    path = tmp_path_factory.mktemp("m") / "m.json"
    path.write_text(as_json([mapping]), encoding="utf-8")
    assert read_profiles(path) == [mapping]


def test_a_guess_is_saved_as_a_mapping_that_reads_the_same(save):
    header = ("Callsign", "Date", "Time", "Easting", "Northing", "Speed mph")
    guessed = choose(header, [], "avl.csv")
    assert choose(header, read_profiles(save(as_json([guessed]), "m.json")), "avl.csv") == guessed


TRACCAR = (
    "id,deviceId,protocol,serverTime,deviceTime,fixTime,valid,latitude,longitude,altitude,speed,course,address,accuracy\n"
    "1,7,osmand,2026-07-01 14:00:02,2026-07-01 14:00:01,2026-07-01 14:00:00,true,51.5,-1.25,60,10,90,High Street,5\n"
    "2,7,osmand,2026-07-01 14:00:17,2026-07-01 14:00:16,2026-07-01 14:00:15,false,51.5,-1.25,60,10,90,High Street,5\n"
    "3,7,osmand,2026-07-01 14:00:32,2026-07-01 14:00:31,2026-07-01 14:00:30,true,51.5,-1.25,60,10,90,High St, 12,B,5\n"
)


def test_traccar_has_the_time_of_the_fix_knots_and_commas_in_addresses(save):
    made = read(save(TRACCAR), LONDON)
    assert [row[:2] for row in rows(made)] == [("7", "2026-07-01T13:00:00"), ("7", "2026-07-01T13:00:30")]
    assert made.table["speed_ms"].tolist() == pytest.approx([5.144444, 5.144444], abs=1e-6)
    assert made.table["accuracy_m"].iloc[0] == 5
    assert np.isnan(made.table["accuracy_m"].iloc[1])  # no word of the address is taken for it
    assert reasons(made) == [(3, "marked as no valid position")]


def test_opentracks_has_segments_and_kilometres_per_hour(data):
    made = read(data("gpx_real_devices/opentracks/csv_export.csv"))
    assert made.table["segment"].tolist() == [1, 1, 2, 3, 3]
    assert made.table["speed_ms"].tolist() == [15.0, 5.0, 15.0, 15.0, 15.0]  # 54 and 18 km/h
    assert len(made.table) + len(made.rejects) == 12
    assert rows(made)[0][1:] == ("2020-02-02T02:02:03", 14.001456, 3.123456)


def test_eight_buses_in_one_file_are_eight_units_as_pandas_counts_them(data):
    path = data("bus_avl_liverpool/liverpool_bus_route14_2026-01-26.csv")
    made = read(path, LONDON)
    expected = pd.read_csv(path, dtype={"vehicle_id": str}).groupby("vehicle_id").size().to_dict()
    assert len(expected) == 8
    assert made.table.groupby("unit", observed=True).size().to_dict() == expected
    assert not len(made.rejects)


def test_semicolons_decimal_commas_and_packed_files_are_read(save):
    text = "unit;time;lat;lon\na;2026-01-05T14:00:00Z;51,5;-1,25\n"
    assert rows(read(save(gzip.compress(text.encode()), "avl.csv.gz"))) == [("a", "2026-01-05T14:00:00", -1.25, 51.5)]


def test_short_rows_blank_lines_and_rows_without_a_unit_are_accounted_for(save):
    path = save(
        "unit,time,lat,lon\na,2026-01-05T14:00:00Z,51.5,-1.25\n\na,2026-01-05T14:00:15Z\n,2026-01-05T14:00:30Z,51.5,-1.25\n"
    )
    assert reasons(read(path)) == [(4, "no location"), (5, "no unit")]


# -- clock changes --


def autumn(*clocks, unit="a"):
    return "".join(f"{unit},2026-10-25 {clock},51.5,-1.25\n" for clock in clocks)


def test_in_the_hour_that_comes_twice_a_clock_that_falls_back_begins_its_second_passage(save):
    log = Log()
    path = save("unit,time,lat,lon\n" + autumn("00:59:00", "01:30:00", "01:59:00", "01:00:00", "01:30:00", "02:00:00"))
    times = [row[1][11:] for row in rows(read(path, LONDON, log))]
    assert times == ["2026-10-24T23:59:00"[11:], "00:30:00", "00:59:00", "01:00:00", "01:30:00", "02:00:00"]
    assert "4 times are in the hour that the clock ran through twice: 2 of them" in log.text


def test_another_unit_s_times_say_nothing_of_a_clock_that_falls_back(save):
    path = save("unit,time,lat,lon\n" + autumn("01:50:00") + autumn("01:10:00", unit="b"))
    assert [row[1][11:] for row in rows(read(path, LONDON))] == ["00:50:00", "00:10:00"]


# -- long files --


def test_a_long_file_is_read_in_batches_and_cancelled_between_them(save):
    count = 60_000
    moments = np.datetime_as_string(np.datetime64("2026-01-05T00:00:00") + np.arange(count).astype("m8[s]"))
    path = save("unit,time,lat,lon\n" + "".join(f"a,{when}Z,51.5,-1.25\n" for when in moments))
    made = read(path)
    assert made.table["row"].tolist() == list(range(2, count + 2))

    class Impatient(Log):
        def at(self, fraction):
            self.last = fraction
            if fraction > 0.3:
                raise CancelledError

    log = Impatient()
    with pytest.raises(CancelledError):
        read(path, log=log)
    assert 0.3 < log.last < 0.9


def test_a_csv_in_a_folder_that_is_no_track_is_refused_alone(save):
    save("name,age\nx,3\n", "people.csv")
    path = save("unit,time,lat,lon\na,2026-01-05T14:00:00Z,51.5,-1.25\n")
    made = sources.read_files(sources.find([path.parent]), None)
    assert (made.files, made.refused) == (1, 1)


cell = st.sampled_from(
    ["51.5", "-1.25", "0", "", "x", "91", "inf", "nan", "2026-01-05T14:00:00Z", "2026-01-05T14:00:15Z"]
)


@given(st.lists(st.tuples(st.sampled_from(["a", "b", ""]), cell, cell, cell), min_size=1, max_size=20))
def test_every_row_of_a_csv_is_a_fix_or_a_reject(tmp_path_factory, table):
    path = tmp_path_factory.mktemp("rows") / "avl.csv"
    path.write_text("unit,time,lat,lon\n" + "".join(",".join(row) + "\n" for row in table))
    try:
        made = read(path)
    except HotspotError:  # none is a fix
        return
    assert sorted([*made.table["row"], *made.rejects["row"]]) == list(range(2, len(table) + 2))


def test_a_time_that_the_clocks_left_out_in_spring_is_a_reject_that_says_so(save):
    """On 29 March 2026 clocks in London went from 01:00 to 02:00."""
    times = ["00:59:50", "01:30:00", "02:00:10"]
    path = save("unit,time,lat,lon\n" + "".join(f"A,2026-03-29 {t},51.5,-1.2\n" for t in times))
    log = Log()
    fixes = sources.read_files(sources.find([path]), LONDON, log).fixes
    assert fixes.table["time"].tolist() == [pd.Timestamp("2026-03-29 00:59:50"), pd.Timestamp("2026-03-29 01:00:10")]
    assert fixes.rejects[["row", "reason"]].to_numpy().tolist() == [[3, "the clocks were put forward over this time"]]
    assert "check TIME_ZONE" in log.text


def test_times_that_cannot_be_read_are_shown(save):
    path = save("unit,time,lat,lon\nA,2026-07-13 14:05:09 BST,51,-1\n")
    with pytest.raises(HotspotError, match=r"no time can be read, such as in: datetime=2026-07-13 14:05:09 BST"):
        sources.read_files(sources.find([path]), None)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ("54.5N,1.2W", "the location cannot be read"),
        ("54.5,1°12'W", "the location cannot be read"),
        ("54.5,", "no location"),
        ("NULL,NULL", "no location"),
        ("NaN,-1.2", "no location"),
    ],
)
def test_a_place_that_is_there_and_cannot_be_read_is_told_from_none(save, place, reason):
    text = f"unit,time,lat,lon\nA,2026-07-13T14:05:09Z,{place}\nA,2026-07-13T14:05:19Z,54.5,-1.2\n"
    assert reasons(read(save(text))) == [(2, reason)]


def test_places_that_are_none_are_shown(save):
    path = save("unit,time,lat,lon\nA,2026-07-13T14:05:09Z,53 48 00 N,1 30 00 W\n")
    with pytest.raises(HotspotError, match=r"no place can be read, such as in: .*x=1 30 00 W y=53 48 00 N\. Give"):
        sources.read_files(sources.find([path]), None)
