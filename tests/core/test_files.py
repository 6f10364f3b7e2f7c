"""An output is complete or absent."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.files import check_folder, complete_or_absent


def test_a_file_is_in_its_place_only_when_it_is_complete(tmp_path):
    final = tmp_path / "arms.csv"
    with complete_or_absent(final) as beside:
        beside.write_text("all of it")
        assert not final.exists()
        assert beside.parent == final.parent
        assert beside.suffix == ".csv"
    assert final.read_text() == "all of it"
    assert list(tmp_path.iterdir()) == [final]


def test_nothing_is_left_when_the_writing_fails(tmp_path):
    with pytest.raises(UnicodeEncodeError), complete_or_absent(tmp_path / "arms.csv") as beside:
        beside.write_text("half of \ud83c", encoding="utf-8")
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_survives_a_failure_and_is_replaced_by_a_success(tmp_path):
    final = tmp_path / "arms.csv"
    final.write_text("old")
    with pytest.raises(ZeroDivisionError), complete_or_absent(final):
        raise ZeroDivisionError
    assert final.read_text() == "old"
    with complete_or_absent(final) as beside:
        beside.write_text("new")
    assert final.read_text() == "new"


def test_a_new_file_has_the_rights_that_any_new_file_has(tmp_path):
    with complete_or_absent(tmp_path / "ours.csv") as beside:
        beside.write_text("")
    (tmp_path / "any.csv").write_text("")
    ours, any_ = ((tmp_path / name).stat().st_mode for name in ("ours.csv", "any.csv"))
    assert stat.filemode(ours) == stat.filemode(any_)


def test_a_relative_path_is_meant_from_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with complete_or_absent("arms.csv") as beside:
        beside.write_text("here")
    assert (tmp_path / "arms.csv").read_text() == "here"


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(HotspotError, match=r"missing is not there: make it first.*arms\.csv"):
        check_folder(tmp_path / "missing" / "arms.csv")


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(HotspotError, match="is not there"), complete_or_absent(tmp_path / "file" / "arms.csv"):
        pass


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="needs a folder that even root cannot write to")
def test_a_folder_that_cannot_be_written_to_is_refused_before_any_work():
    with pytest.raises(HotspotError, match="Nothing can be written to the folder /proc/self"):
        check_folder("/proc/self/arms.csv")


def test_a_place_that_is_taken_by_a_folder_is_refused_and_nothing_is_left(tmp_path):
    (tmp_path / "arms.csv" / "inside").mkdir(parents=True)
    with pytest.raises(HotspotError, match="could not be written"), complete_or_absent(tmp_path / "arms.csv") as beside:
        beside.write_text("")
    assert [path.name for path in tmp_path.iterdir()] == ["arms.csv"]
