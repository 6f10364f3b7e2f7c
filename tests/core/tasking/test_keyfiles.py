"""Key files: never overwritten, all or none, and read without showing what is in them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking import keyfiles
from hotspot_plugin.core.tasking.keyfiles import KeyFile, beside, public_key, read_text, write_new

PUBLIC = "RWTnPtU//YugwT5oYD1ptKnko5sLX6tC9swJHQ+PpteBGibNGptBKRXD"


def test_files_are_written_with_lf_on_every_system(tmp_path):
    write_new({tmp_path / "a.key": KeyFile("x\ny\n", True), tmp_path / "a.pub": KeyFile("z\n", False)})
    assert (tmp_path / "a.key").read_bytes() == b"x\ny\n"
    assert (tmp_path / "a.pub").read_bytes() == b"z\n"


def test_a_file_that_appears_at_the_last_moment_stays_and_the_others_go(tmp_path, monkeypatch):
    (tmp_path / "a.pub").write_text("precious")
    monkeypatch.setattr(keyfiles, "check_absent", lambda paths: None)
    with pytest.raises(HotspotError, match=r"a\.pub could not be written"):
        write_new({tmp_path / "a.key": KeyFile("x", True), tmp_path / "a.pub": KeyFile("z", False)})
    assert (tmp_path / "a.pub").read_text() == "precious"
    assert not (tmp_path / "a.key").exists()


def test_a_disk_that_is_full_leaves_no_half_key(tmp_path, monkeypatch):
    real = os.fdopen

    def full(handle, *rest):
        real(handle, *rest).close()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(keyfiles.os, "fdopen", full)
    with pytest.raises(HotspotError, match="No space left on device"):
        write_new({tmp_path / "a.key": KeyFile("x", True)})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_that_leads_nowhere_is_not_followed(tmp_path):
    (tmp_path / "a.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HotspotError, match="is there already"):
        write_new({tmp_path / "a.key": KeyFile("x", True)})
    assert not (tmp_path / "elsewhere").exists()


def test_the_public_half_goes_beside():
    assert beside(Path("k/desk.key"), ".pub") == Path("k/desk.pub")
    assert beside(Path("k/me.txt"), "-recipient.txt") == Path("k/me-recipient.txt")
    with pytest.raises(HotspotError, match=r"desk\.pub is what the public half would be called"):
        beside(Path("k/desk.pub"), ".pub")


def test_a_public_key_comes_as_a_file_or_as_its_line(tmp_path):
    (tmp_path / "desk.pub").write_bytes(f"untrusted comment: minisign public key\r\n{PUBLIC}\r\n".encode())
    assert public_key(str(tmp_path / "desk.pub")) == public_key(PUBLIC) == public_key(f" {PUBLIC}\n")
    with pytest.raises(HotspotError, match=r"gone\.pub cannot be read"):
        public_key(str(tmp_path / "gone.pub"))
    with pytest.raises(HotspotError, match=r"PUBLIC_KEY is no public key"):
        public_key("A" * 56)


@pytest.mark.parametrize("data", [b"x" * 9000, b"\xff\xfe\x00"])
def test_what_is_no_key_is_refused_and_not_shown(tmp_path, data):
    (tmp_path / "photo.jpg").write_bytes(data)
    with pytest.raises(HotspotError, match=r"^photo\.jpg is no key and no password: choose the right file\.$"):
        read_text(tmp_path / "photo.jpg")
