"""makekeys, exportpackage with KEY and RECIPIENTS, and verifypackage, in a real QGIS: from the desk to the sergeant."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import zipfile

import pytest
from qgis.core import QgsApplication, QgsAuthMethodConfig, QgsProcessingException

from hotspot_plugin.core.tasking import age, keys
from hotspot_plugin.core.tasking.manifest import SIGNATURE

SQUARE = "POLYGON ((451200 206300, 451400 206300, 451400 206500, 451200 206500, 451200 206300))"
SECRET = "correct horse staple"
ME, OTHER = age.new_identity(), age.new_identity()


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Lock keys with the least that libsodium takes, so that a test does not wait for scrypt."""
    monkeypatch.setattr(keys, "_OPS", 32768)
    monkeypatch.setattr(keys, "_MEMORY", 1 << 24)
    monkeypatch.delenv("HOTSPOTS_KEY_PASSWORD", raising=False)


@pytest.fixture
def password(tmp_path):
    file = tmp_path / "password.txt"
    file.write_text(SECRET + "\r\nnot this line\n")
    return str(file)


@pytest.fixture
def desk(run, tmp_path, password):
    """A key pair as makekeys makes it."""
    return run("makekeys", KEY=str(tmp_path / "desk.key"), PASSWORD_FILE=password)


@pytest.fixture
def identity(tmp_path):
    file = tmp_path / "me.txt"
    file.write_text(ME.text)
    return str(file)


@pytest.fixture
def export(run, make_layer, tmp_path):
    """Return a function that exports one hotspot to out/package.zip."""
    (tmp_path / "out").mkdir()

    def go(cancel_at=None, **parameters):
        given = {
            "HOTSPOTS": make_layer("Polygon", [SQUARE], hotspot_id=["alpha"], arm=["treatment"]),
            "TITLE": "Larch",
            "VALID_FROM": "2020-01-01",
            "VALID_UNTIL": "2099-12-31",
            "BOOKLET": False,
            "OUTPUT": str(tmp_path / "out" / "package.zip"),
        }
        return run("exportpackage", cancel_at, **{**given, **parameters})

    return go


def left(tmp_path):
    return sorted(file.name for file in (tmp_path / "out").iterdir())


# -- makekeys ----------------------------------------------------------------------------------------------------------


def test_keys_are_made_for_both_purposes_and_minisign_and_age_read_them(run, tmp_path, password):
    ran = run("makekeys", KEY=str(tmp_path / "d.key"), IDENTITY=str(tmp_path / "m.txt"), PASSWORD_FILE=password)
    made = {"d.key", "d.pub", "m.txt", "m-recipient.txt"}
    assert {file.name for file in tmp_path.iterdir()} >= made
    (tmp_path / "f").write_text("x")
    command = ["minisign", "-Sm", "f", "-s", "d.key"]
    subprocess.run(command, cwd=tmp_path, input=SECRET + "\n", text=True, check=True, capture_output=True)
    command = ["minisign", "-Vm", "f", "-P", ran["PUBLIC"]]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert f"minisign public key {ran['KEY_ID']}\n" in (tmp_path / "d.pub").read_text()
    command = ["age-keygen", "-y", tmp_path / "m.txt"]
    theirs = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    assert theirs == ran["RECIPIENT"] == (tmp_path / "m-recipient.txt").read_text().strip()
    assert ran["FINGERPRINT"] in ran.log.text
    assert "m.txt is not locked with a password" in "\n".join(ran.log.warnings)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights; the folder's hold")
def test_secret_files_are_their_owners_alone(run, tmp_path, password):
    old = os.umask(0)  # the most that a careless account allows
    try:
        run("makekeys", KEY=str(tmp_path / "d.key"), IDENTITY=str(tmp_path / "m.txt"), PASSWORD_FILE=password)
    finally:
        os.umask(old)
    modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("d.key", "m.txt", "d.pub")}
    assert modes == {"d.key": 0o600, "m.txt": 0o600, "d.pub": 0o644}


@pytest.mark.parametrize("there", ["d.key", "d.pub", "m.txt", "m-recipient.txt"])
def test_a_key_that_is_there_is_never_overwritten(run, tmp_path, password, there):
    (tmp_path / there).write_text("precious")
    before = {file.name for file in tmp_path.iterdir()}
    with pytest.raises(QgsProcessingException, match=f"{there} is there already, and keys are never overwritten"):
        run("makekeys", KEY=str(tmp_path / "d.key"), IDENTITY=str(tmp_path / "m.txt"), PASSWORD_FILE=password)
    assert (tmp_path / there).read_text() == "precious"
    assert {file.name for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({}, "Nothing is to be made: give KEY, IDENTITY or both"),
        ({"KEY": "d.key"}, "The new key needs a password: choose a login in PASSWORD_AUTH"),
        ({"KEY": "d.key", "PASSWORD_FILE": "short.txt"}, "has 5 characters: 8 are the least"),
        ({"KEY": "d.key", "PASSWORD_FILE": "empty.txt"}, "The first line of PASSWORD_FILE is empty"),
        ({"KEY": "d.key", "PASSWORD_FILE": "gone.txt"}, "gone.txt cannot be read"),
        ({"KEY": "d.key", "PASSWORD_FILE": "short.txt", "PASSWORD_AUTH": "abc1234"}, "not both"),
        ({"KEY": "d.key", "PASSWORD_AUTH": "abc1234"}, "The login abc1234 cannot be opened"),
        ({"KEY": "TEMPORARY_OUTPUT", "PASSWORD_FILE": "short.txt"}, "KEY needs a place where it is kept"),
        ({"KEY": "gone/d.key", "PASSWORD_FILE": "short.txt"}, "gone is not there: make it first"),
        ({"KEY": "d.pub", "PASSWORD_FILE": "short.txt"}, "what the public half would be called|d.pub"),
    ],
)
def test_bad_input_is_one_sentence_and_makes_no_file(run, tmp_path, parameters, said):
    (tmp_path / "short.txt").write_text("12345")
    (tmp_path / "empty.txt").write_text("\n")
    before = {file.name for file in tmp_path.iterdir()}
    paths = {name: str(tmp_path / value) if "." in value else value for name, value in parameters.items()}
    with pytest.raises(QgsProcessingException, match=said):
        run("makekeys", **paths)
    assert {file.name for file in tmp_path.iterdir()} == before


def test_the_password_comes_from_the_environment_too(run, tmp_path, monkeypatch):
    monkeypatch.setenv("HOTSPOTS_KEY_PASSWORD", SECRET)
    ran = run("makekeys", KEY=str(tmp_path / "desk.key"))
    assert keys.read((tmp_path / "desk.key").read_text(), "k", SECRET).public.line == ran["PUBLIC"]


def test_the_password_comes_from_qgis_own_store_too(run, tmp_path):
    manager = QgsApplication.authManager()
    assert manager.setMasterPassword("master of the store", True)
    login = QgsAuthMethodConfig("Basic")
    login.setName("desk")
    login.setConfig("username", "nobody")
    login.setConfig("password", SECRET)
    stored = manager.storeAuthenticationConfig(login)
    assert stored[0] if isinstance(stored, tuple) else stored
    login = stored[1] if isinstance(stored, tuple) else login
    try:
        ran = run("makekeys", KEY=str(tmp_path / "desk.key"), PASSWORD_AUTH=login.id())
    finally:
        manager.removeAuthenticationConfig(login.id())
    assert keys.read((tmp_path / "desk.key").read_text(), "k", SECRET).public.line == ran["PUBLIC"]
    assert SECRET not in ran.log.textLog()


def test_no_secret_is_in_the_log_or_the_results(run, tmp_path, password, export, identity):
    made = run("makekeys", KEY=str(tmp_path / "d.key"), IDENTITY=str(tmp_path / "m.txt"), PASSWORD_FILE=password)
    sent = export(KEY=made["KEY"], PASSWORD_FILE=password, RECIPIENTS=made["RECIPIENT"])
    read = run("verifypackage", INPUT=sent["OUTPUT"], PUBLIC_KEY=made["PUBLIC_KEY"], IDENTITY=made["IDENTITY"])
    secrets = [SECRET, (tmp_path / "d.key").read_text().split()[-1][80:], (tmp_path / "m.txt").read_text().split()[-1]]
    for ran in (made, sent, read):
        text = ran.log.textLog() + ran.log.text + json.dumps(ran.outputs, default=str)
        for secret in secrets:
            assert secret not in text


def test_cancel_makes_no_key(run, tmp_path, password):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        run("makekeys", 10.0, KEY=str(tmp_path / "desk.key"), PASSWORD_FILE=password)
    assert not list(tmp_path.glob("desk*"))


# -- signed ------------------------------------------------------------------------------------------------------------


def test_a_signed_package_is_the_desks_for_us_and_for_minisign(export, desk, password, run, tmp_path):
    sent = export(KEY=desk["KEY"], PASSWORD_FILE=password)
    assert sent["KEY_ID"] == desk["KEY_ID"]
    assert sent["ISSUE"] > 1_700_000_000, "seconds since 1970"
    read = run("verifypackage", INPUT=sent["OUTPUT"], PUBLIC_KEY=desk["PUBLIC_KEY"])
    assert (read["VALID"], read["SIGNATURE"], read["KEY_ID"]) == (1, "good", desk["KEY_ID"])
    assert (read["ISSUE"], read["FILES"]) == (sent["ISSUE"], sent["FILES"])
    assert read["SIGNED_ON"]
    assert read.log.warnings == []
    with zipfile.ZipFile(sent["OUTPUT"]) as archive:
        assert len(archive.namelist()) == sent["FILES"]
        archive.extractall(tmp_path / "x")
    command = ["minisign", "-Vm", tmp_path / "x" / "manifest.json", "-p", desk["PUBLIC_KEY"]]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert f"sequence:{sent['ISSUE']}" in ran.stdout


def test_the_same_input_gives_the_same_package_but_for_the_signature(export, desk, password, tmp_path):
    packages = []
    for number in (1, 2):
        sent = export(KEY=desk["KEY"], PASSWORD_FILE=password, SEQUENCE=5, OUTPUT=str(tmp_path / f"{number}.zip"))
        with zipfile.ZipFile(sent["OUTPUT"]) as archive:
            packages.append({name: archive.read(name) for name in archive.namelist()})
    assert [name for name in packages[0] if packages[0][name] != packages[1][name]] in ([], [SIGNATURE])


def test_the_number_tells_an_old_package_from_a_new_one(export, desk, password, run):
    sent = export(KEY=desk["KEY"], PASSWORD_FILE=password, SEQUENCE=5)
    assert sent["ISSUE"] == 5
    assert run("verifypackage", INPUT=sent["OUTPUT"], LAST_SEQUENCE=4)["ISSUE"] == 5
    with pytest.raises(QgsProcessingException, match="number 5, and you had 5: it is an old package sent again"):
        run("verifypackage", INPUT=sent["OUTPUT"], LAST_SEQUENCE=5)


def test_an_unsigned_package_has_no_number_unless_it_is_given_one(export, run, tmp_path):
    assert export()["ISSUE"] is None
    assert export(SEQUENCE=3, OUTPUT=str(tmp_path / "b.zip"))["ISSUE"] == 3


def test_who_signed_or_did_not_is_named(export, desk, password, run, tmp_path):
    unsigned = export(OUTPUT=str(tmp_path / "unsigned.zip"))
    other = run("makekeys", KEY=str(tmp_path / "other.key"), PASSWORD_FILE=password)
    theirs = export(KEY=other["KEY"], PASSWORD_FILE=password, OUTPUT=str(tmp_path / "theirs.zip"))
    with pytest.raises(QgsProcessingException, match="It is not signed: anyone can have made it"):
        run("verifypackage", INPUT=unsigned["OUTPUT"], PUBLIC_KEY=desk["PUBLIC_KEY"])
    with pytest.raises(QgsProcessingException, match=f"signed by the key {other['KEY_ID']}, which you did not give"):
        run("verifypackage", INPUT=theirs["OUTPUT"], PUBLIC_KEY=desk["PUBLIC"])
    asked = run("verifypackage", INPUT=theirs["OUTPUT"])
    assert asked["SIGNATURE"] == "signed, not checked"
    assert "give the sender's public key" in asked.log.text


def test_a_report_is_written_whether_or_not_the_package_passes(export, desk, password, run, tmp_path):
    sent = export(KEY=desk["KEY"], PASSWORD_FILE=password)
    report = tmp_path / "report.html"
    run("verifypackage", INPUT=sent["OUTPUT"], PUBLIC_KEY=desk["PUBLIC_KEY"], REPORT=str(report))
    assert "whole, and from the key that you gave" in report.read_text()
    with pytest.raises(QgsProcessingException):
        run("verifypackage", INPUT=sent["OUTPUT"], LAST_SEQUENCE=2_000_000_000_000, REPORT=str(report))
    assert "Do not use this package" in report.read_text()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"PASSWORD_FILE": "wrong"}, r"The password does not open desk\.key: it is wrong"),
        ({"PASSWORD_FILE": None}, r"desk\.key is locked with a password: choose a login"),
        ({"KEY": "desk.pub"}, r"desk\.pub is a public key, which cannot sign"),
        ({"KEY": "password.txt"}, r"password\.txt is no secret key of minisign's"),
        ({"KEY": "gone.key"}, r"gone\.key cannot be read"),
        ({"RECIPIENTS": "age1nobody"}, "Recipient 1 of 1 in RECIPIENTS, age1nobody…, holds a character"),
        ({"RECIPIENTS": ME.text.split()[-1]}, "Recipient 1 of 1 in RECIPIENTS is a secret identity"),
        ({"RECIPIENTS": "\n# nobody\n"}, "RECIPIENTS names no recipient"),
        ({"OUTPUT": "out/package.zip.age"}, r"OUTPUT ends in \.age, as encrypted packages do, and RECIPIENTS is empty"),
    ],
)
def test_bad_keys_and_recipients_are_one_sentence_and_write_nothing(export, desk, password, tmp_path, change, said):
    (tmp_path / "wrong").write_text("wrong password")
    change = {
        name: str(tmp_path / value) if value and name != "RECIPIENTS" else value for name, value in change.items()
    }
    with pytest.raises(QgsProcessingException, match=said) as raised:
        export(**{"KEY": desk["KEY"], "PASSWORD_FILE": password, **change})
    assert left(tmp_path) == []
    assert ME.text.split()[-1][20:] not in str(raised.value)


def test_a_key_without_a_password_signs_with_a_loud_warning(export, run, tmp_path):
    command = ["minisign", "-GWp", "w.pub", "-s", "w.key"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    sent = export(KEY=str(tmp_path / "w.key"))
    assert any("THE KEY HAS NO PASSWORD" in warning for warning in sent.log.warnings)
    assert run("verifypackage", INPUT=sent["OUTPUT"], PUBLIC_KEY=str(tmp_path / "w.pub"))["SIGNATURE"] == "good"


# -- encrypted ---------------------------------------------------------------------------------------------------------


def test_each_recipient_opens_the_package_and_nothing_readable_is_on_the_disk(export, run, tmp_path, identity):
    plain = export(OUTPUT=str(tmp_path / "plain.zip"))
    sent = export(RECIPIENTS=f"{OTHER.recipient}\n{ME.recipient}")
    assert left(tmp_path) == ["package.zip.age"]
    assert sent["OUTPUT"].endswith("package.zip.age")
    assert "2 recipients alone can open it" in sent.log.text
    command = ["age", "-d", "-i", identity, sent["OUTPUT"]]
    decrypted = subprocess.run(command, capture_output=True, check=True).stdout
    with open(plain["OUTPUT"], "rb") as same:
        assert decrypted == same.read()
    read = run("verifypackage", INPUT=sent["OUTPUT"], IDENTITY=identity)
    assert (read["VALID"], read["HASH"]) == (1, plain["HASH"])


def test_recipients_come_from_a_file_and_the_name_may_end_in_age_already(export, tmp_path):
    (tmp_path / "to.txt").write_text(f"# the sergeants\n{ME.recipient}\n")
    sent = export(RECIPIENTS=str(tmp_path / "to.txt"), OUTPUT=str(tmp_path / "out" / "week.zip.age"))
    assert sent["OUTPUT"].endswith("week.zip.age")
    assert left(tmp_path) == ["week.zip.age"]


def test_signed_and_encrypted_says_so(export, desk, password, run, identity):
    sent = export(KEY=desk["KEY"], PASSWORD_FILE=password, RECIPIENTS=ME.recipient)
    read = run("verifypackage", INPUT=sent["OUTPUT"], IDENTITY=identity, PUBLIC_KEY=desk["PUBLIC"])
    assert read["SIGNATURE"] == "good"
    assert "It was encrypted to you" in read.log.text
    with pytest.raises(QgsProcessingException, match="is encrypted: give IDENTITY"):
        run("verifypackage", INPUT=sent["OUTPUT"])


@pytest.mark.parametrize("percent", [0.0, 30.0, 60.0, 92.0, 95.0])
def test_cancel_leaves_nothing_readable(export, tmp_path, percent):
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        export(percent, RECIPIENTS=ME.recipient)
    assert left(tmp_path) == []


def test_a_disk_that_fills_up_leaves_nothing(export, tmp_path, monkeypatch):
    def full(target, files, progress):
        target.write(b"x" * 200_000)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hotspot_plugin.core.tasking.container.write", full)
    with pytest.raises(QgsProcessingException):
        export(RECIPIENTS=ME.recipient)
    assert left(tmp_path) == []


# -- without the library -----------------------------------------------------------------------------------------------


@pytest.fixture
def hidden(monkeypatch):
    for name in [name for name in sys.modules if name.split(".")[0] == "cryptography"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cryptography", None)


def test_without_the_library_each_step_is_refused_with_what_to_do(
    desk, password, export, run, tmp_path, identity, request
):
    signed = export(KEY=desk["KEY"], PASSWORD_FILE=password, OUTPUT=str(tmp_path / "signed.zip"))
    sealed = export(RECIPIENTS=ME.recipient, OUTPUT=str(tmp_path / "sealed.zip"))
    recipient = ME.recipient
    request.getfixturevalue("hidden")
    remedy = "needs the Python library cryptography.*python -m pip install cryptography"
    with pytest.raises(QgsProcessingException, match="Making keys " + remedy):
        run("makekeys", KEY=str(tmp_path / "new.key"), PASSWORD_FILE=password)
    with pytest.raises(QgsProcessingException, match="Signing a package " + remedy):
        export(KEY=desk["KEY"], PASSWORD_FILE=password)
    with pytest.raises(QgsProcessingException, match="Encrypting a package " + remedy):
        export(RECIPIENTS=recipient)
    with pytest.raises(QgsProcessingException, match="Decrypting a package " + remedy):
        run("verifypackage", INPUT=sealed["OUTPUT"], IDENTITY=identity)
    with pytest.raises(QgsProcessingException, match="Its files were checked, but its signature could not be"):
        run("verifypackage", INPUT=signed["OUTPUT"], PUBLIC_KEY=desk["PUBLIC_KEY"])
    assert left(tmp_path) == []
    assert run("verifypackage", INPUT=signed["OUTPUT"])["SIGNATURE"] == "signed, not checked"
    assert export()["COUNT"] == 1, "what needs no key still works"
