"""A twentieth of `make fuzz`: mutated returns are refused in a sentence or read, and nothing is written."""

from __future__ import annotations

import tempfile

import pytest

from tests.studies import fuzz


@pytest.mark.parametrize("first", range(5))
def test_mutated_returns_are_refused_in_a_sentence_or_read(first, tmp_path, monkeypatch):
    for name in ("cwd", "tmp"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "cwd")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    said = [fuzz.run(n, tmp_path)[0] for n in range(first * 20, first * 20 + 20)]
    assert any(said)
    assert not all(said)


def test_a_case_is_the_same_bytes_in_every_run():
    made = [fuzz.case(n) for n in range(13)]
    for function in (fuzz.sent, fuzz.returned, fuzz.json_records, fuzz.whole, fuzz.repacked, fuzz.encrypted):
        function.cache_clear()
    assert [fuzz.case(n) for n in range(13)] == made


def test_the_whole_package_and_what_a_phone_packs_are_read(tmp_path, monkeypatch):
    """If they were not, all that is mutated would be refused for another reason."""
    monkeypatch.setattr(fuzz, "case", lambda n: ("back.zip", fuzz.repacked(8)))
    assert fuzz.run(0, tmp_path)[0] == ""
    monkeypatch.setattr(fuzz, "case", lambda n: ("sent.zip", fuzz.whole()))
    assert fuzz.run(0, tmp_path) == ["", "", ""]
    monkeypatch.setattr(fuzz, "case", lambda n: ("sent.zip.age", fuzz.encrypted()))
    imported, verified, _ = fuzz.run(0, tmp_path)
    assert "is encrypted" in imported
    assert verified == ""
