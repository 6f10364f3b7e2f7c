"""Zips from strangers: refused in one sentence or read correctly, and nothing is written anywhere else."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import tempfile
import zipfile
import zlib
from pathlib import Path

import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking.safezip import SafeZip
from tests.core.tasking.field import base, bring, empty_base, everything, packed

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def records():
    return base(empty_base())


@pytest.fixture
def came_back(tmp_path, monkeypatch):
    """Return a function that reads a file that came back, and checks that nothing was written anywhere."""
    for name in ("inbox", "cwd", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))

    def go(content, name="week14.zip"):
        (tmp_path / "inbox" / name).write_bytes(content)
        before = everything(tmp_path)
        try:
            return bring(tmp_path / "inbox" / name)
        finally:
            assert everything(tmp_path) == before

    return go


def refused(came_back, content, said):
    with pytest.raises(HotspotError, match=said) as caught:
        came_back(content)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


def test_a_zip_of_any_zip_program_is_read_wherever_its_records_lie(came_back, records):
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        returned = came_back(packed({"Larch/photo é 1.jpg": b"x", "Larch/records.gpkg": records}, method))
        assert [patrol.patrol_id for patrol in returned.ledger.patrols] == ["p1"]


def test_a_zip_written_as_a_stream_is_read(came_back, records):
    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = b""

        def writable(self):
            return True

        def write(self, chunk):
            self.data += bytes(chunk)
            return len(chunk)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("records.gpkg", records)
    assert struct.unpack_from("<H", pipe.data, 6)[0] & 8  # sizes come after the data
    assert came_back(pipe.data).read == 1


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt", "../../../../tmp/evil", "a/../../evil", "/etc/cron.d/evil", "//host/share/evil", "C:/evil",
        "C:evil", "c:\\evil", "..\\evil", "a\\b", "a//b", "./a", "a/.", "evil.", "evil ", "con", "a/NUL.txt", "COM1.x",
        "evil\x01", "evil\n.txt", "file:stream", "\u202egpj.exe", "x" * 500,
    ],
)  # fmt: skip
def test_a_name_that_could_lead_out_of_a_folder_is_refused(came_back, records, name):
    raw = packed({"records.gpkg": records, "x" * len(name.encode()): b"evil"})
    # Python's zipfile mends some of these, so the name is put in afterwards
    raw = raw.replace(b"x" * len(name.encode()), name.encode())
    refused(came_back, raw, "unsafe name")


@pytest.mark.parametrize(
    "names", [("records.gpkg", "records.gpkg"), ("records.gpkg", "RECORDS.GPKG"), ("é.jpg", "e\u0301.jpg"), ("ß", "SS")]
)
def test_two_files_of_one_name_are_refused_however_it_is_written(came_back, records, names):
    with pytest.warns(UserWarning, match="Duplicate") if names[0] == names[1] else pytest.MonkeyPatch.context():
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            for name in names:
                archive.writestr(name, records)
    refused(came_back, target.getvalue(), "twice")


@pytest.mark.parametrize("mode", [0o120777, 0o020666, 0o010644, 0o140777])
def test_links_devices_pipes_and_sockets_are_refused(came_back, mode):
    refused(came_back, packed({"records.gpkg": b"/etc/passwd"}, mode=mode), "is a link or device")


def test_a_link_in_a_folder_is_not_followed(tmp_path, records):
    (tmp_path / "away.gpkg").write_bytes(records)
    (tmp_path / "in").mkdir()
    os.symlink(tmp_path / "away.gpkg", tmp_path / "in" / "records.gpkg")
    with pytest.raises(HotspotError, match="There are no records"):
        bring(tmp_path / "in")


def test_an_encrypted_entry_is_refused(came_back, records):
    raw = bytearray(packed({"records.gpkg": records}))
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    refused(came_back, bytes(raw), "is encrypted")


def test_a_bomb_by_ratio_is_refused_before_it_is_unpacked(came_back):
    refused(came_back, packed({"records.gpkg": bytes(50_000_000)}), "is a zip bomb .*50,000,000 bytes")


def test_a_bomb_by_sum_is_refused(came_back):
    raw = bytearray(packed({f"{i}.bin": b"" for i in range(700)}, zipfile.ZIP_STORED))
    at = 0
    for _ in range(700):  # 700 times 4 MB of nothing
        at = raw.index(b"PK\x01\x02", at) + 4
        struct.pack_into("<H", raw, at + 6, zipfile.ZIP_DEFLATED)
        struct.pack_into("<L", raw, at + 20, 4_000_000)
    refused(came_back, bytes(raw.replace(b"\x14\x00\x00\x00\x00\x00", b"\x14\x00\x00\x00\x08\x00")), "more than 2 GB")


def lying(content, says):
    """A zip of one deflated entry whose size is not the one that it says."""
    raw = bytearray(packed({"records.gpkg": content}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<L", raw, raw.index(signature) + offset, says)
    return bytes(raw)


def test_an_entry_that_is_larger_than_it_says_is_cut_off(came_back):
    refused(came_back, lying(bytes(30_000_000), 1000), "is larger than it says")


def test_an_entry_that_is_smaller_than_it_says_is_refused(came_back):
    refused(came_back, lying(b"abc", 1_000_000), "does not match its checksum")


def test_an_entry_larger_than_records_ever_are_is_refused(came_back):
    raw = packed({"records.gpkg": os.urandom(1000)}, zipfile.ZIP_STORED)
    big = 200 * 1024**2
    raw = raw.replace(struct.pack("<2L", 1000, 1000), struct.pack("<2L", big // 300, big))
    refused(came_back, raw, "no possible size|zip bomb")


def entry(name, content, offset, size=None):
    """Local header with content, and the line of the directory, of a stored entry."""
    size = len(content) if size is None else size
    common = struct.pack("<5H3L2H", 20, 0, 0, 0, 33, zlib.crc32(content), size, size, len(name), 0)
    local = b"PK\x03\x04" + common + name + content
    return local, b"PK\x01\x02\x14\x03" + common + struct.pack("<3H2L", 0, 0, 0, 0o100644 << 16, offset) + name


def ended(body, lines):
    directory = b"".join(lines)
    end = struct.pack("<4H2LH", 0, 0, len(lines), len(lines), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def test_entries_that_share_bytes_are_refused(came_back):
    """Fifield's construction: the content of one entry holds the header and content of the next."""
    inner, _ = entry(b"records.gpkg", b"x" * 100, 0)
    outer, first = entry(b"a.gpx", inner, 0)
    _, second = entry(b"records.gpkg", b"x" * 100, len(outer) - len(inner))
    refused(came_back, ended(outer, [first, second]), "files in it overlap")


def test_a_name_that_differs_between_header_and_directory_is_refused(came_back, records):
    local, _ = entry(b"records.gpkg", records, 0)
    _, line = entry(b"harmless.txt", records, 0)
    refused(came_back, ended(local, [line]), "something else in one place than in another")


def test_more_entries_than_any_package_are_refused(came_back):
    raw = bytearray(packed({"records.gpkg": b"x"}))
    struct.pack_into("<2H", raw, len(raw) - 14, 60_000, 60_000)
    refused(came_back, bytes(raw), "claims more than 20,000 files")


def test_zip64_is_refused(came_back):
    raw = bytearray(packed({"records.gpkg": b"x"}))
    struct.pack_into("<2L", raw, len(raw) - 10, 0xFFFFFFFF, 0xFFFFFFFF)
    refused(came_back, bytes(raw), "claims more than")


def test_a_package_in_a_package_is_not_opened(came_back, records):
    inner = packed({"records.gpkg": records})
    refused(came_back, packed({"inner.zip": inner, "tasking.qgz": inner}), "holds no records")
    returned = came_back(packed({"inner.zip": inner, "tasking.qgz": inner, "records.gpkg": records}))
    assert returned.left == {"packages in packages": 1, "projects, which are never opened": 1}


@pytest.mark.parametrize("cut", [1, 10, 30, 100, 1000])
def test_a_zip_cut_off_is_refused(came_back, records, cut):
    refused(came_back, packed({"records.gpkg": records})[:-cut], "cut off|damaged")


def test_a_zip_after_something_else_is_no_zip(came_back, records):
    refused(
        came_back, b"MZ" + bytes(100) + packed({"records.gpkg": records}), "is no package, records.gpkg, JSON or GPX"
    )


def test_two_directories_are_refused(came_back, records):
    """A program that looks for the first end of a zip and one that looks for the last would see other files."""
    first = packed({"records.gpkg": records})
    raw = bytearray(first + packed({"evil.txt": b"x"}))
    struct.pack_into("<H", raw, len(first) - 2, len(raw) - len(first))
    refused(came_back, bytes(raw), "two zip directories")


def test_a_name_that_is_no_text_is_refused(came_back, records):
    raw = packed({"records.gpkg": records, "é.txt": b"x"}).replace("é".encode(), b"\xff\xfe")
    refused(came_back, raw, "a name that is no text")


def test_a_changed_or_missing_file_of_a_package_is_said_and_its_records_are_read(came_back, make):
    files = dict(make().files)
    files["records.gpkg"] = base(files["records.gpkg"])
    files["hotspots.gpkg"] += b"x"
    del files["briefings/a1.html"]
    files["tasking.qgz"] = b"changed by the app"
    returned = came_back(packed({f"Larch/{path}": content for path, content in files.items()}))
    assert len(returned.ledger.patrols) == 1
    assert returned.said == [
        "week14.zip: 1 files were changed in the field, such as hotspots.gpkg; its records were read.",
        "week14.zip: 1 files are missing, such as briefings/a1.html; its records were read.",
    ]


def test_a_hostile_manifest_does_not_lose_the_records(came_back, make, records):
    returned = came_back(packed({"manifest.json": b"[" * 200_000, "records.gpkg": records}))
    assert len(returned.ledger.patrols) == 1
    assert "its records were read all the same" in returned.said[0].lower()


def test_a_folder_entry_with_content_and_a_foreign_method_are_refused(came_back, records):
    local, line = entry(b"a/", b"evil", 0)
    refused(came_back, ended(local, [line]), "a folder that has content")
    refused(came_back, packed({"records.gpkg": records}, zipfile.ZIP_BZIP2), "packed in a way")


def test_bombs_stay_below_500_mb_of_memory(tmp_path):
    """In a process of its own, whose largest size the system knows."""
    (tmp_path / "lying.zip").write_bytes(lying(bytes(150_000_000), 100_000_000))
    (tmp_path / "ratio.zip").write_bytes(packed({"records.gpkg": bytes(30_000_000)}))
    (tmp_path / "objects.json").write_bytes(b"[" + b"{}," * 5_000_000 + b"{}]")
    (tmp_path / "floats.json").write_bytes(b'{"format":"hotspot-records","x":[' + b"1.5," * 2_900_000 + b"1]}")
    (tmp_path / "deep.json").write_bytes(b"[" * 16_000_000)
    code = f"""
import re, sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.core.tasking.field import bring
from hotspot_plugin.core.errors import HotspotError
for path in sorted(Path({str(tmp_path)!r}).iterdir()):
    try:
        bring(path)
    except HotspotError as error:
        print(error)
status = Path("/proc/self/status").read_text()  # getrusage would count the test run that began this process
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", status)[1]) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    *said, megabytes = done.stdout.splitlines()
    assert len(said) == 5, said
    assert int(megabytes) < 500, megabytes


def test_only_zips_are_looked_through():
    with pytest.raises(HotspotError, match="does not begin as a zip file does"):
        SafeZip(io.BytesIO(b"hello"), "x.zip")
