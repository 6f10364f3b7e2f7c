"""CSV files as offices make them: encodings, separators, archives, breakage."""

from __future__ import annotations

import gzip
import hashlib
import io
import zipfile

import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting.crimes import read_crimes
from hotspot_plugin.core.targeting.crimes_csv import batches, look_at
from hotspot_plugin.core.targeting.crimes_plan import Columns
from tests.core.log import Log
from tests.core.targeting.crime_files import ONE, street

ALL = Columns("x", "y", "", "kind", "place")


@pytest.fixture
def read(tmp_path):
    def go(content, columns=ALL, name="crimes.csv", log=None, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_crimes(path, columns, progress=log or Log(), **options)

    return go


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found_from_the_file(read, separator, end):
    lines = ["x,y,kind,place", "-1.5,53.8,Theft,High Street", "-1.6,53.9,Arson,Low Lane", ""]
    found = read(end.join(lines).replace(",", separator))
    assert found.x.tolist() == [-1.5, -1.6]
    assert found.crimes["place"].tolist() == ["High Street", "Low Lane"]


def test_decimal_commas_are_read_where_cells_are_separated_by_something_else(read):
    log = Log()
    found = read("x;y;kind;place\n-75,5742;6,2387;Homicide;Calle 50\n1.234,5;2;Homicide;two marks\n", log=log)
    assert (found.x[0], found.y[0]) == (-75.5742, 6.2387)
    assert found.rejects["reason"].tolist() == ["coordinates are not numbers"]
    assert "decimal comma" in log.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_that_offices_use_are_understood(read, encoding):
    found = read("x,y,kind,place\n1,2,Théft,Café – Straße\n".encode(encoding))
    assert found.crimes["crime_type"].tolist() == ["Théft"]
    assert found.crimes["place"].tolist() == ["Café – Straße"]


def test_a_file_joined_from_utf8_and_windows_parts_reads_well_in_both(read):
    found = read("x,y,kind,place\n1,2,a,Café\n".encode() + "1,2,a,Café\n".encode("cp1252"))
    assert found.crimes["place"].tolist() == ["Café", "Café"]


def test_nul_bytes_are_left_out(read):
    found = read(b"x,y,kind,place\n1.5\0\0,2,The\0ft,High Street\n")
    assert found.x.tolist() == [1.5]
    assert found.crimes["crime_type"].tolist() == ["Theft"]


def test_a_cell_of_several_lines_is_one_cell_and_rows_are_counted_as_a_spreadsheet_does(read):
    found = read('x,y,kind,place\n1,2,Theft,"12, High Street\r\nOxford"\n3,4,Arson,Low Lane\n')
    assert found.crimes["place"].tolist() == ["12, High Street Oxford", "Low Lane"]
    assert found.crimes["source"].tolist() == ["crimes.csv:2", "crimes.csv:3"]


def test_a_quotation_mark_that_swallows_rows_is_refused_and_not_lost_in_silence(read):
    with pytest.raises(HotspotError, match=r"Row 3 of crimes\.csv opens a quotation mark that swallows"):
        read('x,y,kind,place\n1,2,a,b\n3,4,a,"b\n5,6,a,b\n7,8,a,b\n')
    with pytest.raises(HotspotError, match=r"Row 2 of crimes\.csv opens a quotation mark that swallows"):
        read('x;y;kind;place\n1,5;2;"a;b\n3,5;4;a;b\n')
    with pytest.raises(HotspotError, match=r"quotation mark near line .* never closes"):
        read('x,y,kind,place\n1,2,a,b\n3,4,a,"b\n' + "5,6,a,b\n" * 50_000)


def test_the_line_that_excel_writes_to_name_the_separator_is_no_header(read):
    found = read("sep=;\r\nx;y;kind;place\r\n1;2;a;b\r\n")
    assert found.crimes["source"].tolist() == ["crimes.csv:3"]
    assert found.notes.rows == 1


def test_a_header_below_blank_lines_and_a_quoted_one_are_found(read):
    found = read('\n\n"x","y","kind","place"\n1,2,a,b\n')
    assert found.crimes["source"].tolist() == ["crimes.csv:4"]
    assert found.notes.rows == 1


def test_a_gzipped_file_is_read_whatever_its_name_and_the_hash_is_of_the_bytes_on_disk(read):
    packed = gzip.compress(street(ONE).encode())
    found = read(packed, name="crimes.csv")
    assert len(found.crimes) == 1
    assert found.notes.sha256 == hashlib.sha256(packed).hexdigest()


def test_rows_come_in_batches_that_know_where_they_begin(tmp_path, monkeypatch):
    monkeypatch.setattr("hotspot_plugin.core.targeting.crimes_csv.BATCH", 3)
    path = tmp_path / "crimes.csv"
    path.write_text("x\n" + "1\n" * 7)
    done = []
    found = list(batches(look_at(path, "crimes.csv"), hashlib.sha256(), done.append))
    assert [(number, len(rows)) for number, rows, _ in found] == [(2, 3), (5, 3), (8, 1)]
    assert done[-1] == path.stat().st_size


def workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def archive_of(name):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, street(ONE))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "is empty"),
        (b",,,\n,,,\n", "is empty"),
        (bytes(range(256)) * 20, "is not text"),
        (b"\0" * 5000, "is empty"),
        (workbook(), "is an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500, "is an old Excel workbook"),
        (archive_of("2018-07-street.csv"), "is a ZIP archive: unpack it"),
        (b"<!DOCTYPE html><html><body>Not found</body></html>", "is a web page"),
        (gzip.compress(street(*[ONE] * 2000).encode())[:-60], "is damaged or incomplete"),
        (b"\x1f\x8b\x08\x00rubbish rubbish rubbish", "is damaged or incomplete"),
    ],
)
def test_what_is_no_csv_file_is_refused_in_one_sentence(read, content, message):
    with pytest.raises(HotspotError, match=message) as refusal:
        read(content)
    assert str(refusal.value).startswith("crimes.csv ")
    assert "\n" not in str(refusal.value)
