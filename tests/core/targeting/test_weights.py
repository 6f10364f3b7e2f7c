"""An analyst's own weights."""

from __future__ import annotations

import numpy as np
import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.targeting import weights


def test_weights_are_read_with_or_without_a_heading_and_as_excel_writes_them(tmp_path):
    file = tmp_path / "w.csv"
    for text in ("code,weight\nA, 1.5\n\nb,0\n", "A;1,5\nb;0\n", "\ufeffcode\tweight\r\nA\t1,5\r\nb\t0\r\n"):
        file.write_text(text, encoding="utf-8", newline="")
        assert weights.read(file) == {"a": 1.5, "b": 0.0}


def test_every_code_without_a_weight_is_listed_with_its_number():
    found, missing = weights.weigh([" A ", "x", "y", "x", None], {"a": 2.0})
    assert found[0] == 2
    assert np.isnan(found[1:]).all()
    assert missing == ["x (2)", "(none) (1)", "y (1)"]
    with pytest.raises(HotspotError, match="types are such as “x”, “y”"):
        weights.weigh(["x", "y"], {"a": 2.0})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code,weight\na,heavy\n", "“heavy” in row 2 of w.csv is no number"),
        ("a,-1\n", "-1 in row 1 of w.csv is below 0"),
        ("a,1\nA,2\n", "two weights for “A”, the second in row 2"),
        ("a,1\nb\n", "Row 2 of w.csv has no weight"),
        ("code,weight\n", "has no weights"),
    ],
)
def test_weights_that_cannot_be_meant_are_refused_with_their_row(tmp_path, text, sentence):
    file = tmp_path / "w.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(HotspotError, match=sentence):
        weights.read(file)


def test_a_file_that_is_not_there_is_said(tmp_path):
    with pytest.raises(HotspotError, match="check that the file is there"):
        weights.read(tmp_path / "none.csv")
