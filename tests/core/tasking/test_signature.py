"""A signed package proves who made it; anything else about it is named in plain words."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking import age, container, keys, manifest
from hotspot_plugin.core.tasking.agestream import Encrypting
from hotspot_plugin.core.tasking.manifest import SIGNATURE
from hotspot_plugin.core.tasking.place import Place, Task
from hotspot_plugin.core.tasking.signature import State, signed
from hotspot_plugin.core.tasking.verify import Known, Outcome, inspect, verify
from hotspot_plugin.core.tasking.verify_report import page
from tests.core.tasking.town import RESOURCES

DESK, FORGER = keys.new_key(lambda count: bytes(range(count))), keys.new_key()
ME, OTHER = age.new_identity(), age.new_identity()
NOON = datetime(2026, 4, 1, 12, tzinfo=UTC)
KNOWN = Known(DESK.public, (), None, RESOURCES.schemas, NOON)


@pytest.fixture
def issue(make, task):
    """Return a function that makes the files of a signed package."""

    def go(sequence=7, key=DESK, when=NOON, **columns):
        return signed(make(task=replace(task, sequence=sequence), **columns).files, key, when)

    return go


def outcomes(report):
    return {check.what: check.outcome for check in report.checks}


def said(report):
    return "\n".join(check.said for check in report.checks)


def test_a_signed_package_passes_every_check(issue, save):
    report = inspect(save(issue()), replace(KNOWN, last=6))
    assert set(outcomes(report)) == {"Zip", "Files", "Content", "Signature", "Number", "Validity"}
    assert set(outcomes(report).values()) == {Outcome.RIGHT}
    assert report.verdict.state is State.GOOD
    assert report.verdict.issued == NOON
    assert report.manifest.sequence == 7


def test_minisign_agrees_and_shows_time_package_and_number(issue, save, tmp_path):
    files = issue()
    with zipfile.ZipFile(save(files)) as archive:
        archive.extractall(tmp_path / "out")
    (tmp_path / "desk.pub").write_text(DESK.public.text)
    command = ["minisign", "-Vm", tmp_path / "out" / "manifest.json", "-p", tmp_path / "desk.pub"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    identity = json.loads(files["manifest.json"])["bundle_id"]
    assert f"timestamp:1775044800\tfile:manifest.json\tbundle:{identity}\tsequence:7\n" in ran.stdout


def test_the_same_input_is_the_same_but_for_time_and_number(issue):
    first, second = issue(7), issue(8, when=datetime(2026, 4, 2, tzinfo=UTC))
    assert {path for path in first if first[path] != second[path]} == {"manifest.json", SIGNATURE}
    manifests = [json.loads(files["manifest.json"]) for files in (first, second)]
    assert [m.pop("sequence") for m in manifests] == [7, 8]
    assert manifests[0] == manifests[1], "the id too: the content is the same"
    assert issue() == issue(), "Ed25519 is deterministic"


def test_a_package_that_nobody_signed_fails_if_a_key_is_given_and_passes_if_none_is(make, save):
    path = save(make().files)
    assert inspect(path, KNOWN).faults == ["It is not signed: anyone can have made it."]
    report = inspect(path, replace(KNOWN, key=None))
    assert not report.faults
    assert report.verdict.state is State.UNSIGNED


def test_a_key_that_was_not_given_is_told_from_a_change(issue, save):
    report = inspect(save(issue(key=FORGER)), KNOWN)
    assert report.verdict.state is State.OTHER_KEY
    assert FORGER.public.name in report.faults[0]
    assert DESK.public.name in report.faults[0]


def test_a_forger_who_takes_the_desks_key_id_is_found_out(issue, save):
    posing = keys.SecretKey(DESK.key_id, FORGER.seed, FORGER.public)
    report = inspect(save(issue(key=posing)), KNOWN)
    assert report.verdict.state is State.CHANGED


def test_a_new_manifest_under_an_old_signature_is_found_out(issue, save, task):
    """All hashes fit: the forger made a whole new package and kept the desk's signature."""
    old, new = issue(), issue(name=["Elsewhere", "Here"])
    report = inspect(save({**new, SIGNATURE: old[SIGNATURE]}), KNOWN)
    assert report.verdict.state is State.CHANGED
    assert outcomes(report)["Files"] is Outcome.RIGHT
    assert inspect(save({**new, SIGNATURE: old[SIGNATURE]}), replace(KNOWN, key=None)).verdict.state is State.UNCHECKED


def test_every_byte_of_the_signature_in_a_package_matters(issue, save):
    files = issue()
    good = files[SIGNATURE]
    for place in range(good.index(b"\n"), len(good), 7):
        changed = good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :]
        report = inspect(save({**files, SIGNATURE: changed}), KNOWN)
        assert report.verdict.fault, place
        assert report.verdict.state in (State.CHANGED, State.UNREADABLE, State.OTHER_KEY)


def test_a_signature_that_is_none_fails_even_without_a_key(issue, save):
    report = inspect(save({**issue(), SIGNATURE: b"trust me\n"}), replace(KNOWN, key=None))
    assert report.verdict.state is State.UNREADABLE
    assert report.faults
    with pytest.raises(HotspotError, match="is no signature as minisign writes them"):
        verify(save({**issue(), SIGNATURE: b"trust me\n"}))


@pytest.mark.parametrize("comment", ["bundle:" + "0" * 32, "timestamp:1\tsequence:8", "sequence:"])
def test_a_genuine_signature_that_speaks_of_another_package_is_named(issue, save, comment):
    files = issue()
    report = inspect(save({**files, SIGNATURE: DESK.sign(files["manifest.json"], comment)}), KNOWN)
    assert report.verdict.state is State.CONTRADICTS


@pytest.mark.parametrize("comment", ["", "signed by hand", "timestamp:99999999999999999999"])
def test_a_comment_of_minisigns_own_is_enough(issue, save, comment):
    """Somebody may sign with minisign itself, whose comment names neither package nor number."""
    files = issue()
    report = inspect(save({**files, SIGNATURE: DESK.sign(files["manifest.json"], comment)}), KNOWN)
    assert report.verdict.state is State.GOOD
    assert report.verdict.issued is None


@pytest.mark.parametrize(
    ("last", "outcome"),
    [(None, Outcome.UNCHECKED), (6, Outcome.RIGHT), (7, Outcome.WRONG), (8, Outcome.WRONG)],
)
def test_an_old_package_sent_again_fails(issue, save, last, outcome):
    report = inspect(save(issue(7)), replace(KNOWN, last=last))
    assert outcomes(report)["Number"] is outcome


def test_expired_and_future_packages_are_said_and_are_whole(issue, save):
    for year, text in ((2027, "has expired"), (2025, "not valid yet")):
        report = inspect(save(issue()), replace(KNOWN, now=datetime(year, 1, 1, tzinfo=UTC)))
        assert outcomes(report)["Validity"] is Outcome.MIND
        assert text in said(report)
        assert not report.faults


def encrypted(files, *to):
    target = io.BytesIO()
    head, key = age.header(age.recipients(",".join(identity.recipient for identity in to)))
    target.write(head)
    writer = Encrypting(target, key)
    container.write(writer, files)
    writer.finish()
    return target.getvalue()


def small():
    """The least that is a package, signed: two files, so that a change is likely to hit what matters."""
    files = {"briefings/a.html": b"<p>a</p>", "README.txt": b"x"}
    roles = {path: (role, files[path]) for path, role in (("briefings/a.html", "briefing"), ("README.txt", "readme"))}
    place = Place("a", "a", 1, None, 1.0)
    task = Task("Larch", NOON, NOON + timedelta(days=7), sequence=7)
    made = signed({**files, manifest.PATH: manifest.make(task, [place], roles, "1")}, DESK, NOON)
    target = io.BytesIO()
    container.write(target, made)
    return target.getvalue(), encrypted(made, ME)


def older(files, key=None, **members):
    """Return the files as version 1.0 of the format made them: without a number."""
    raw = {**json.loads(files["manifest.json"]), "version": "1.0", **members}
    raw = {name: value for name, value in raw.items() if name != "sequence" and value is not ...}
    data = manifest.canonical({**raw, "bundle_id": manifest.bundle_id(raw)})
    return {**files, "manifest.json": data}


def test_a_package_of_an_older_version_is_checked_too(make, save):
    files = older(make().files)
    report = inspect(save(files), replace(KNOWN, key=None))
    assert not report.faults
    assert (report.manifest.version, report.manifest.sequence) == ("1.0", None)
    assert outcomes(report)["Number"] is Outcome.UNCHECKED
    numbered = inspect(save(files), replace(KNOWN, key=None, last=3))
    assert outcomes(numbered)["Number"] is Outcome.WRONG, "who counts is not to be fooled by one without a number"
    again = inspect(save({**files, "README.txt": b"x"}), KNOWN)
    assert "README.txt in package.zip was changed" in again.faults[0]


def test_all_that_is_wrong_is_listed(issue, save):
    files = {**issue(key=FORGER), "README.txt": b"x", "evil.html": b""}
    del files["hotspots.gpkg"]
    report = inspect(save(files), replace(KNOWN, last=9))
    assert [fault.split()[0] for fault in report.faults] == ["README.txt", "evil.html", "hotspots.gpkg", "It", "It"]


def test_a_package_back_from_the_field_says_what_to_do_with_it(issue, save):
    report = inspect(save({**issue(), "records.gpkg": b"filled"}), KNOWN)
    assert "run “Import records from the field” if it came back from the field" in report.faults[0]


def test_a_key_in_the_package_is_no_file_of_it(issue, save):
    report = inspect(save({**issue(key=FORGER), "desk.pub": FORGER.public.text.encode()}), KNOWN)
    assert "desk.pub was added" in report.faults[0]


# -- the content against the schemas -----------------------------------------------------------------------------------


def refiled(files, path, content):
    """Return files with another content of one of them, and a list and a signature that fit."""
    raw = json.loads(files["manifest.json"])
    for line in raw["files"]:
        if line["path"] == path:
            import hashlib

            line.update(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    data = manifest.canonical({**raw, "bundle_id": manifest.bundle_id(raw)})
    return signed({**files, path: content, "manifest.json": data}, DESK, NOON)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda t: t["places"][0].update(rank=0), "data/tasking.json, places/0/rank: not 1 or more"),
        (lambda t: t["places"].pop(), "places: 1 where the list has 2"),
        (lambda t: t["places"][0].update(briefing="briefings/zz.html"), "briefings/zz.html is not in the package"),
        (lambda t: t["windows"][0].update(hotspot_id="zz"), "windows/0/hotspot_id: no place of the package"),
        (lambda t: t["windows"][0].update(ends="2026-05-08T05:00:00Z"), "windows/0: not within the validity"),
        (lambda t: t.update(valid_until="2027-01-01T00:00:00Z"), "valid_from or valid_until: not that of the list"),
        (lambda t: t.update(version="2.0"), "version: not of the form"),
    ],
)
def test_tasks_that_do_not_fit_are_named_even_if_they_are_signed(issue, save, change, fault):
    files = issue()
    tasks = json.loads(files["data/tasking.json"])
    change(tasks)
    report = inspect(save(refiled(files, "data/tasking.json", json.dumps(tasks).encode())), KNOWN)
    assert outcomes(report)["Content"] is Outcome.WRONG
    assert fault in "\n".join(report.faults)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000, b'{"places": NaN}', b"[]"])
def test_tasks_that_are_no_json_are_refused_in_a_sentence(issue, save, content):
    report = inspect(save(refiled(issue(), "data/tasking.json", content)), KNOWN)
    assert outcomes(report)["Content"] is Outcome.WRONG


# -- encrypted ---------------------------------------------------------------------------------------------------------


def test_an_encrypted_package_is_checked_with_the_identity(issue, tmp_path):
    path = tmp_path / "package.zip.age"
    path.write_bytes(encrypted(issue(), OTHER, ME))
    report = inspect(path, replace(KNOWN, identities=(ME,)))
    assert not report.faults
    assert outcomes(report)["Encryption"] is Outcome.RIGHT
    assert sorted(file.name for file in tmp_path.iterdir()) == ["package.zip.age"], "nothing readable was written"


def test_what_age_decrypts_is_the_package_to_the_byte(issue, save, tmp_path):
    plain = save(issue()).read_bytes()
    (tmp_path / "id").write_text(ME.text)
    command = ["age", "-d", "-i", tmp_path / "id"]
    ran = subprocess.run(command, input=encrypted(issue(), ME), capture_output=True, check=True)
    assert ran.stdout == plain


@pytest.mark.parametrize(
    ("who", "fault"),
    [((), "is encrypted: give IDENTITY"), ((OTHER,), "is not encrypted to you")],
)
def test_without_the_right_identity_it_says_what_to_give(issue, tmp_path, who, fault):
    path = tmp_path / "package.zip.age"
    path.write_bytes(encrypted(issue(), ME))
    report = inspect(path, replace(KNOWN, identities=who))
    assert fault in report.faults[0]
    assert report.manifest is None


def test_a_changed_or_cut_encrypted_package_is_named(issue, tmp_path):
    whole = encrypted(issue(), ME)
    path = tmp_path / "package.zip.age"
    for data in (whole[:-1], whole[: len(whole) // 2], whole[:-20] + b"x" + whole[-19:], whole + b"\0"):
        path.write_bytes(data)
        report = inspect(path, replace(KNOWN, identities=(ME,)))
        assert re.search("changed, damaged or cut off|cut off or was added to", report.faults[0])


def test_an_identity_for_a_package_that_is_not_encrypted_is_said(issue, save):
    report = inspect(save(issue()), replace(KNOWN, identities=(ME,)))
    assert outcomes(report)["Encryption"] is Outcome.MIND
    assert not report.faults


WHOLE = small()


@settings(max_examples=250)
@given(data=st.data())
def test_any_change_of_any_bytes_is_found_plain_and_encrypted(data):
    """Bytes changed, put in, taken out or repeated, anywhere; the same for the package that age encrypted."""
    whole = data.draw(st.sampled_from(WHOLE))
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    put = data.draw(st.binary(max_size=40) | st.just(whole[start:end] * 2))
    changed = whole[:start] + put + whole[end:]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "package"
        path.write_bytes(changed)
        report = inspect(path, replace(KNOWN, identities=(ME,)))
    assert bool(report.faults) == (changed != whole)
    assert all("\n" not in fault for fault in report.faults)


# -- without the library, and the report -------------------------------------------------------------------------------


def test_without_the_library_files_are_checked_and_the_signature_is_said_not_to_be(issue, save, monkeypatch):
    path = save(issue())
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)
    report = inspect(path, KNOWN)
    assert outcomes(report)["Files"] is Outcome.RIGHT
    assert report.verdict.state is State.UNCHECKED
    assert "Its files were checked, but its signature could not be." in report.faults[0]
    assert not inspect(path, replace(KNOWN, key=None)).faults, "who gives no key needs no library"


def test_the_report_shows_every_check_and_escapes_what_the_package_says(make, task, save):
    files = signed(make(task=replace(task, title="<script>alert(1)</script>")).files, DESK, NOON)
    html = page(inspect(save(files), KNOWN), DESK.public, NOON, RESOURCES.templates).decode()
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert DESK.public.fingerprint in html
    assert "This package is whole, and from the key that you gave." in html
    assert not re.search(r"""(src|href)=["']""", html), "a report loads nothing"
    for what in ("Zip", "Files", "Content", "Signature", "Number", "Validity"):
        assert f'<th scope="row">{what}</th>' in html


def test_the_report_of_what_is_no_package_still_says_why(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"no")
    html = page(inspect(tmp_path / "x.zip", KNOWN), None, NOON, RESOURCES.templates).decode()
    assert "Do not use this package." in html
    assert "x.zip is not a package" in html
    assert inspect(tmp_path / "gone.zip", KNOWN).faults
