"""MovingPandas' side of the benchmark of dosage; runs in .venv-peers, which has nothing of this plugin."""

from __future__ import annotations

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

import geopandas as gpd  # noqa: E402
import movingpandas as mpd  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import shapely  # noqa: E402
from memory import peak_mb  # noqa: E402 - beside this file

data = np.load(sys.argv[1])
table = pd.DataFrame(
    {"unit": data["unit"], "t": pd.Timestamp("2024-05-01") + pd.to_timedelta(data["second"], unit="s")}
)
frame = gpd.GeoDataFrame(table, geometry=gpd.points_from_xy(data["x"], data["y"]), crs="EPSG:27700")
tracks = mpd.TrajectoryCollection(frame, "unit", t="t")
polygons = shapely.polygons(data["rings"])
minutes = []
begin = time.perf_counter()
for polygon in polygons:
    parts = tracks.clip(polygon)
    minutes.append(sum((part.get_end_time() - part.get_start_time()).total_seconds() for part in parts) / 60)
seconds = time.perf_counter() - begin
print(json.dumps({"seconds": seconds, "rss_mb": peak_mb(), "minutes": minutes}))
