"""Crimes to streets: the nearest, or the one that the crime names."""

from __future__ import annotations

import numpy as np
import shapely

from hotspot_plugin.core.targeting import snapping

LINES = np.array(
    [
        shapely.LineString([(0, 0), (200, 0)]),
        shapely.LineString([(0, 60), (200, 60)]),
        shapely.LineString([(200, 0), (200, 60)]),
    ],
    dtype=object,
)
NAMES = ["High Street", "St. Mary's Road", None]


def at(x, y, text=None, names=NAMES, within=75.0):
    texts = None if text is None else np.array([text], dtype=object)
    found = snapping.snap(np.array([float(x)]), np.array([float(y)]), LINES, within, names, texts)
    return int(found.link[0]), float(found.metres[0]), bool(found.named[0]), bool(found.moved[0]), bool(found.tied[0])


def test_a_crime_goes_to_the_nearest_street():
    assert at(50, 20) == (0, 20.0, False, False, False)
    assert at(50, 45) == (1, 15.0, False, False, False)


def test_a_crime_far_from_any_street_is_on_none():
    link, metres, *_ = at(50, 300)
    assert link == -1
    assert np.isnan(metres)


def test_the_snap_distance_itself_is_near_enough():
    assert at(50, -75)[0] == 0
    assert at(50, -75.01)[0] == -1


def test_the_street_that_the_crime_names_comes_before_the_nearest():
    assert at(50, 20, "On or near St Marys Road") == (1, 40.0, True, True, False)


def test_a_named_street_that_is_too_far_does_not_draw_the_crime():
    assert at(50, -50, "On or near St Mary's Road") == (0, 50.0, False, False, False)


def test_a_text_that_names_no_street_changes_nothing():
    assert at(50, 20, "On or near Parking Area")[0] == 0
    assert at(50, 20, None)[0] == 0


def test_the_nearest_street_that_is_named_is_certain():
    assert at(50, 20, "On or near HIGH STREET") == (0, 20.0, True, False, False)


def test_a_crime_as_near_to_two_streets_is_said_to_be_uncertain():
    assert at(50, 30) == (0, 30.0, False, False, True)
    assert at(50, 30, "On or near St Mary's Road") == (1, 30.0, True, True, False)


def test_spellings_of_one_name_agree():
    plain = snapping.plain
    assert plain("On or near King's Road") == plain("KINGS ROAD") == plain("King’s  Road ") == "kings road"
    assert plain("Stratford-upon-Avon Road") == plain("Stratford upon Avon Road")
    assert plain("Rue de l’Église") == plain("Rue de l'Eglise")
    assert plain("On or near ") == plain(None) == plain("…") == ""
    assert plain("Nearby Lane") == "nearby lane"


def test_it_is_the_same_as_measuring_every_distance():
    rng = np.random.default_rng(11)
    lines = shapely.linestrings(rng.uniform(0, 1000, (60, 2, 2)))
    x, y = rng.uniform(0, 1000, (2, 400))
    x[200:], y[200:] = x[:200], y[:200]  # anonymised: the same points again
    found = snapping.snap(x, y, lines, 40.0)
    distance = shapely.distance(shapely.points(x, y)[:, None], lines[None])
    nearest = distance.argmin(axis=1)
    near = distance.min(axis=1) <= 40.0
    np.testing.assert_array_equal(found.link, np.where(near, nearest, -1))
    np.testing.assert_allclose(found.metres[near], distance.min(axis=1)[near])
