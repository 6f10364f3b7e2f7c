"""The zip with one form only, against zipfile and against hostile zips."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking import container

SEGMENT = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True).filter(container.safe_path)
FILES = st.dictionaries(st.lists(SEGMENT, min_size=1, max_size=3).map("/".join), st.binary(max_size=300), max_size=6)


def zipped(files):
    target = io.BytesIO()
    container.write(target, files)
    return target.getvalue()


@given(FILES)
def test_pythons_zipfile_reads_what_is_written(files):
    with zipfile.ZipFile(io.BytesIO(zipped(files))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(files)
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert all(info.date_time == (1980, 1, 1, 0, 0, 0) and not info.extra for info in archive.infolist())
        assert all(info.external_attr >> 16 == 0o100644 for info in archive.infolist())


@given(files=FILES, data=st.data())
def test_any_one_byte_changed_is_found_wherever_it_is(tmp_path_factory, files, data):
    good = zipped(files)
    path = tmp_path_factory.mktemp("zips") / "p.zip"
    place = data.draw(st.integers(0, len(good) - 1))
    change = data.draw(st.integers(1, 255))
    path.write_bytes(good[:place] + bytes([good[place] ^ change]) + good[place + 1 :])
    try:
        found = container.read(path)
    except HotspotError:
        return
    # a name changed alike in nothing but its own header cannot pass, since the directory repeats it
    raise AssertionError(f"byte {place} changed and nobody saw it: {found}")


@given(files=FILES, data=st.data())
def test_a_package_cut_anywhere_is_found(tmp_path_factory, files, data):
    good = zipped(files)
    path = tmp_path_factory.mktemp("zips") / "p.zip"
    path.write_bytes(good[: data.draw(st.integers(0, len(good) - 1))])
    with pytest.raises(HotspotError):
        container.read(path)


@pytest.mark.parametrize(
    "name",
    [
        "../../x", "/etc/passwd", "a/../b", "a//b", "a/", "./a", "C:/x", "C:x", "a\\b", "..", ".hidden", "a/.b",
        "con", "a/NUL.txt", "com1", "a.", "a b", "é", "a\n", "a" * 201, "",
    ],
)  # fmt: skip
def test_a_name_that_could_leave_its_folder_is_no_safe_path(name):
    assert not container.safe_path(name)


def hostile(tmp_path, **changes):
    """Return the path of a zip by zipfile, in our form but for `changes` of its one entry."""
    path = tmp_path / "hostile.zip"
    with zipfile.ZipFile(path, "w") as archive:
        info = zipfile.ZipInfo(changes.get("name", "manifest.json"))
        info.compress_type = changes.get("method", zipfile.ZIP_STORED)
        info.external_attr = changes.get("mode", 0o100644) << 16
        info.extra = changes.get("extra", b"")
        archive.writestr(info, changes.get("content", b"{}"))
        archive.comment = changes.get("comment", b"")
    return path


def test_zipfile_in_our_form_writes_the_very_same_bytes(tmp_path):
    assert hostile(tmp_path).read_bytes() == zipped({"manifest.json": b"{}"})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "../evil.html"}, "unsafe name"),
        ({"name": "/evil.html"}, "unsafe name"),
        ({"name": "C:evil.html"}, "unsafe name"),
        ({"name": "x" * 5000}, "unsafe name"),
        ({"method": zipfile.ZIP_DEFLATED, "content": bytes(30_000_000)}, "is compressed"),
        ({"mode": 0o120777}, "directory of hostile.zip does not belong"),  # a symbolic link
        ({"extra": b"\x99\x99\x01\x00\x00"}, "not as exportpackage writes it"),
        ({"comment": b"hello"}, "directory of hostile.zip does not belong"),
    ],
)
def test_a_hostile_entry_is_refused_before_it_is_read(tmp_path, changes, said):
    with pytest.raises(HotspotError, match=said):
        container.read(hostile(tmp_path, **changes))


def test_an_encrypted_entry_is_refused(tmp_path):
    raw = bytearray(zipped({"a.txt": b"secret"}))
    raw[6] |= 1
    path = tmp_path / "p.zip"
    path.write_bytes(raw)
    with pytest.raises(HotspotError, match=r"a\.txt in p\.zip is encrypted"):
        container.read(path)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [("a.html", "a.html"), ("A.html", "a.html")])
def test_two_files_of_one_name_are_refused_even_in_other_capitals(tmp_path, names):
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), b"x")
    with pytest.raises(HotspotError, match=r"holds a\.html twice"):
        container.read(path)


def test_an_entry_that_claims_to_be_larger_than_the_zip_is_refused_at_once(tmp_path):
    raw = bytearray(zipped({"a.txt": b"abc"}))
    struct.pack_into("<LL", raw, 18, 0xFFFFFFFF, 0xFFFFFFFF)
    path = tmp_path / "p.zip"
    path.write_bytes(raw)
    with pytest.raises(HotspotError, match="cut off or damaged"):
        container.read(path)


def test_something_before_or_after_the_zip_is_refused(tmp_path):
    good = zipped({"a.txt": b"abc"})
    path = tmp_path / "p.zip"
    for raw, said in ((b"MZ" + good, "no zip|not begin as a zip"), (good + b"\0", "does not belong to its files")):
        path.write_bytes(raw)
        with pytest.raises(HotspotError, match=said):
            container.read(path)


@pytest.mark.parametrize("content", [b"", b"P", b"<html>", b"%PDF-1.4", bytes(100)])
def test_what_is_no_zip_is_called_so(tmp_path, content):
    path = tmp_path / "p.zip"
    path.write_bytes(content)
    with pytest.raises(HotspotError, match="is not a package"):
        container.read(path)


def test_a_package_that_is_not_there_is_named(tmp_path):
    with pytest.raises(HotspotError, match=r"gone\.zip cannot be read"):
        container.read(tmp_path / "gone.zip")


def test_only_files_asked_for_are_kept_in_memory(tmp_path):
    path = tmp_path / "p.zip"
    path.write_bytes(zipped({"a": b"1", "b": b"22"}))
    found = container.read(path, keep=["b", "c"])
    assert found.kept == {"b": b"22"}
    assert {name: entry.size for name, entry in found.entries.items()} == {"a": 1, "b": 2}
