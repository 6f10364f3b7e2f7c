"""The PDF made smaller: what stands where stays there, and who made it when is gone."""

from __future__ import annotations

import re
import zlib

import pytest

from hotspot_plugin.core.errors import HotspotError
from hotspot_plugin.core.tasking.pdf import tidy

# widths of five letters in thousandths of the size; at size 200 they are 120, 100, 55.4, 160 and 80 dots
WIDTHS = (600, 500, 277, 800, 400)
LETTERS = "0 0 Td <0000> Tj\n120 0 Td <0001> Tj\n100 0 Td <0002> Tj\n{kern} 0 Td <0003> Tj\n160 30 Td <0004> Tj\n"


def written(kern=55.4, date="20260301060000+01'00'", names="/F1 8 0 R\n/F2 9 0 R\n", subset="QJGCAA"):
    """A PDF of two pages as Qt writes it: an object for each length, letters one by one, a date of some length."""
    content = zlib.compress(
        b"0.240000000 0 0 -0.240000000 0 842 cm\nq\n0 0 0 SCN\n1 w 2 J 2 j []0  d\nQ\nBT\n/F1 200 Tf 1 0 0 -1 0 0 Tm\n"
        + LETTERS.format(kern=kern).encode()
        + b"ET\n0.999469841 0 0 0.999469841 12.34567 0 cm\n"
    )
    widths = " ".join(map(str, WIDTHS))
    resources = f"<<\n/Font <<\n{names}>>\n>>"
    objects = {
        1: f"<<\n/Title (x)\n/Creator (QGIS 3.40)\n/Producer (Qt)\n/Author (Jo)\n/CreationDate (D:{date})\n>>",
        2: b"<<\n/Type /Metadata\n/Length 7\n>>\nstream\nby root\nendstream",
        3: "<<\n/Type /Catalog\n/Pages 4 0 R\n/Metadata 2 0 R\n>>",
        4: "<<\n/Type /Pages\n/Kids [ 5 0 R 12 0 R ]\n/Count 2\n>>",
        5: "<<\n/Type /Page\n/Parent 4 0 R\n/Contents 6 0 R\n/Resources 7 0 R\n>>",
        6: b"<<\n/Length 10 0 R\n/Filter /FlateDecode\n>>\nstream\n" + content + b"\nendstream",
        7: resources,
        8: "<<\n/Type /Font\n/Subtype /Type0\n/DescendantFonts [11 0 R]\n>>",
        9: "<<\n/Type /Font\n/Subtype /Type0\n/DescendantFonts [11 0 R]\n/Bold 1\n>>",
        10: str(len(content)),
        11: f"<<\n/FontName /{subset}+DejaVuSans\n/W [0 [{widths} ]\n]\n>>",
        12: "<<\n/Type /Page\n/Parent 4 0 R\n/Contents 6 0 R\n/Resources 13 0 R\n>>",
        13: resources,
    }
    out, offsets = b"%PDF-1.4\n", []
    for number, text in objects.items():
        offsets.append(len(out))
        body = text if isinstance(text, bytes) else text.encode()
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer\n<<\n/Size %d \n/Info 1 0 R\n/Root 3 0 R\n>>\nstartxref\n%d \n%%%%EOF\n" % (
        len(objects) + 1, start,
    )  # fmt: skip


def drawn(pdf):
    """The content of the first page."""
    return zlib.decompress(re.search(rb"/FlateDecode.*?stream\n(.*?)\nendstream", pdf, re.DOTALL).group(1)).decode()


def positions(content):
    """Where each letter stands, by the rules of ISO 32000-1, 9.4.2 to 9.4.4: a second reading, of numbers alone."""
    line, found = [0.0, 0.0], []
    for x, y, shown in re.findall(r"([-\d.]+) ([-\d.]+) Td (.*?)(?: Tj|TJ)", content):
        line = [line[0] + float(x), line[1] + float(y)]
        pen = line[0]
        for code, shift in re.findall(r"([0-9A-F]{4})(?=[0-9A-F]*>)|>(-?\d+)<", shown):
            if shift:
                pen -= int(shift) * 200 / 1000
            else:
                found.append((code, pen, line[1]))
                pen += WIDTHS[int(code, 16)] * 200 / 1000
    return found


@pytest.mark.parametrize("kern", [55.4, 56.0, 40.0, 90.0])
def test_every_letter_stays_where_it_was_to_a_hundredth_of_its_size(kern):
    expected = [("0000", 0, 0), ("0001", 120, 0), ("0002", 220, 0), ("0003", 220 + kern, 0), ("0004", 380 + kern, 30)]
    content = drawn(tidy(written(kern), "t", "en"))
    found = positions(content)
    assert [letter for letter, _, _ in found] == [letter for letter, _, _ in expected]
    for (_, x, y), (_, wanted_x, wanted_y) in zip(found, expected, strict=True):
        assert x == pytest.approx(wanted_x, abs=2.0)
        assert y == wanted_y
    assert content.count("Td") == 2  # one a line


def test_scales_keep_their_digits_and_states_that_draw_nothing_go():
    content = drawn(tidy(written(), "t", "en"))
    assert "0.99947 0 0 0.99947 12.346 0 cm" in content
    assert "SCN" not in content


def test_who_made_it_when_and_with_what_is_gone_and_title_and_language_are_there():
    pdf = tidy(written(), "Ŵy", "cy")
    for said in (b"QGIS", b"Qt", b"root", b"(Jo)", b"Date", b"Metadata"):
        assert said not in pdf
    assert b"/Lang (cy)" in pdf
    assert "Ŵy".encode("utf-16-be").hex().encode() in pdf


def test_another_date_zone_font_count_or_order_of_names_is_the_same_file():
    first = tidy(written(), "t", "en")
    assert tidy(written(date="19991231235959Z"), "t", "en") == first
    assert tidy(written(subset="AZZZZB"), "t", "en") == first
    assert tidy(written(names="/F2 9 0 R\n/F1 8 0 R\n"), "t", "en") == first


def test_equal_objects_are_kept_once_but_equal_pages_are_two():
    pdf = tidy(written(), "t", "en")
    assert len(re.findall(rb"/Type /Page\b", pdf)) == 2
    assert pdf.count(b"/Font <<") == 1


def test_every_offset_of_the_table_is_right():
    pdf = tidy(written(), "t", "en")
    start = int(re.search(rb"startxref\n(\d+)", pdf).group(1))
    offsets = [int(line.split()[0]) for line in pdf[start:].splitlines()[3:] if line.endswith(b" n ")]
    for number, offset in enumerate(offsets, 1):
        assert pdf[offset:].startswith(b"%d 0 obj\n" % number)


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.4\n", written()[:-60], written().replace(b"xref\n0", b"xref\n1")])
def test_a_pdf_of_another_form_is_refused_in_one_sentence(pdf):
    with pytest.raises(HotspotError, match="untick BOOKLET"):
        tidy(pdf, "t", "en")
