"""A package that is whole passes; one that was changed in any way does not."""

from __future__ import annotations

import hashlib
import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotspot_plugin.core.errors import CancelledError, HotspotError
from hotspot_plugin.core.tasking import manifest
from hotspot_plugin.core.tasking.verify import verify


@pytest.fixture
def package(make):
    return make()


def test_a_whole_package_passes_and_says_what_it_is(package, save):
    verified = verify(save(package.files))
    assert verified.sha256 == hashlib.sha256(package.files["manifest.json"]).hexdigest()
    assert (verified.manifest.title, verified.manifest.hotspots, verified.manifest.limit) == ("Operation Larch", 2, 3)
    assert verified.manifest.bundle_id == package.bundle_id
    # 06:00 in British summer time
    assert verified.manifest.valid_from.isoformat() == "2026-04-01T05:00:00+00:00"


def test_one_byte_changed_in_any_file_is_named(package, save):
    for path, content in package.files.items():
        place = len(content) // 2
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        with pytest.raises(HotspotError, match=f"{path} in package.zip was changed after|manifest of package.zip"):
            verify(save({**package.files, path: changed}))


def test_a_missing_file_is_named(package, save):
    for path in package.files:
        with pytest.raises(HotspotError, match=f"{path} is missing|holds no manifest.json"):
            verify(save({name: content for name, content in package.files.items() if name != path}))


def test_an_added_file_is_named(package, save):
    with pytest.raises(HotspotError, match=r"^evil\.html was added to package\.zip after the export: do not use it"):
        verify(save({**package.files, "evil.html": b"<script>"}))


def test_several_faults_name_the_first_and_count_the_rest(package, save):
    files = {**package.files, "evil.html": b"", "README.txt": b"other"}
    del files["hotspots.gpkg"]
    with pytest.raises(HotspotError, match=r"^README\.txt in .* changed .*, and 2 more things are wrong with it: do"):
        verify(save(files))


def test_a_renamed_file_is_one_missing_and_one_added(package, save):
    files = dict(package.files)
    files["briefings/a2.html"] = files.pop("briefings/a1.html")
    with pytest.raises(HotspotError, match=r"briefings/a1\.html is missing .* 1 more"):
        verify(save(files))


def test_a_package_unpacked_and_packed_again_is_refused_with_the_reason(package, save, tmp_path):
    again = tmp_path / "again.zip"
    with zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in package.files.items():
            archive.writestr(path, content)
    with pytest.raises(HotspotError, match="compressed, which exportpackage never does: it was repacked"):
        verify(again)


def changed(package, **members):
    """Return the package's files with a manifest that was edited and signed with its right id again."""
    raw = {**json.loads(package.manifest), **members}
    raw = {key: value for key, value in raw.items() if value is not ...}
    return {**package.files, "manifest.json": manifest.canonical({**raw, "bundle_id": manifest.bundle_id(raw)})}


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"format": "other"}, "some other kind of package"),
        ({"format": ...}, "some other kind of package"),
        ({"version": "2.0"}, "of version 2.0 of the package format"),
        ({"version": 1}, "has no version"),
        ({"title": ""}, "no usable “title”"),
        ({"title": ["x"]}, "no usable “title”"),
        ({"limit_per_day": 0}, "no usable “limit_per_day”"),
        ({"limit_per_day": True}, "no usable “limit_per_day”"),
        ({"limit_per_day": ...}, "no usable “limit_per_day”"),
        ({"hotspots": 3}, "no usable “hotspots”"),
        ({"valid_from": "2026-02-30T00:00:00Z"}, "no usable “valid_from”"),
        ({"valid_until": "2020-01-01T00:00:00Z"}, "no usable “valid_until”"),
        ({"files": {}}, "no usable “files”"),
        ({"files": [{"path": "../x", "bytes": 1, "sha256": "0" * 64, "role": "readme"}]}, "no usable “files”"),
    ],
)
def test_a_manifest_with_a_wrong_member_is_refused(package, save, members, said):
    with pytest.raises(HotspotError, match=said):
        verify(save(changed(package, **members)))


def test_a_newer_minor_version_with_more_in_it_is_read(package, save):
    assert verify(save(changed(package, version="1.7", sequence=4))).manifest.hotspots == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        (b"[" * 200_000, "cannot be read"),
        (b"1" * 10_000, "cannot be read"),
        (b'{"format": "hotspot-package", "format": "hotspot-package"}', "a member stands in it twice"),
        (b'{"format": 1.5}', "1.5 is no whole number"),
        (b'{"format": NaN}', "NaN is no whole number"),
        (b"[]", "some other kind"),
    ],
)
def test_a_hostile_manifest_is_refused_in_one_sentence(package, save, content, said):
    with pytest.raises(HotspotError, match=said):
        verify(save({**package.files, "manifest.json": content}))


@pytest.mark.parametrize("edit", [(b"\n", b"\r\n"), (b"Operation", b"Operatiom"), (b'  "title"', b' "title"')])
def test_a_manifest_edited_by_hand_is_refused(package, save, edit):
    with pytest.raises(HotspotError, match="was edited after the export"):
        verify(save({**package.files, "manifest.json": package.manifest.replace(*edit)}))


@given(st.binary(max_size=400))
def test_any_bytes_as_manifest_give_a_sentence_and_no_crash(content):
    with pytest.raises(HotspotError):
        manifest.parse(content, "p.zip")


TEXTS = st.text(max_size=5)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
GOOD = {
    "version": "1.0",
    "generator": {"name": "x", "version": "1"},
    "title": "t",
    "time_zone": "UTC",
    "valid_from": "2026-01-01T00:00:00Z",
    "valid_until": "2026-01-02T00:00:00Z",
    "limit_per_day": None,
    "hotspots": 1,
    "files": [{"path": "b.html", "bytes": 1, "sha256": "0" * 64, "role": "briefing", "hotspot_id": "b"}],
}


@given(member=st.sampled_from([*GOOD, "bundle_id"]), value=VALUES)
def test_any_value_of_any_member_is_read_or_refused_in_a_sentence(member, value):
    raw = {"format": "hotspot-package", **GOOD, member: value}
    try:
        data = manifest.canonical({**raw, "bundle_id": manifest.bundle_id(raw)} if member != "bundle_id" else raw)
    except UnicodeEncodeError:
        return
    try:
        manifest.parse(data, "p.zip")
    except HotspotError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either outcome is right


def test_cancel_is_heard_while_a_package_is_read(package, save):
    class Stop:
        def at(self, fraction):
            raise CancelledError

    with pytest.raises(CancelledError):
        verify(save(package.files), Stop())
