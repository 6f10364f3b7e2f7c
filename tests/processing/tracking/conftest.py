"""Layers of tracks, hotspots and schedules from the rows that a test writes down."""

import pytest

from tests.processing.tracking.shift import utc


@pytest.fixture
def tracks(make_layer):
    def make(rows, crs="EPSG:27700"):
        points = [None if x is None else f"Point ({x} {y})" for _, _, x, y in rows]
        return make_layer("Point", points, crs, unit=[row[0] for row in rows], time=[utc(row[1]) for row in rows])

    return make


@pytest.fixture
def hotspots(make_layer):
    def make(*shapes, ids=("h0", "h1", "h2"), crs="EPSG:27700", **columns):
        return make_layer("Polygon", shapes, crs, hotspot_id=list(ids[: len(shapes)]), **columns)

    return make


@pytest.fixture
def schedule(make_layer):
    def make(*rows):
        ids, periods, starts, ends, arms = zip(*rows, strict=True)
        return make_layer("None", [None] * len(rows), "", hotspot_id=ids, period=periods,
                          starts=[utc(s) for s in starts], ends=[utc(s) for s in ends], arm=arms)  # fmt: skip

    return make
