"""trackintel's side of the study of modes; runs in .venv-peers, which has nothing of this plugin.

Its defaults: staypoints by Li et al. 2008 (100 m, 5 minutes, gap 15 minutes), legs between them, and the rule
“simple-coarse”: a leg that is slower than 15 km/h on average is slow. A fix in a staypoint is given the mode of the leg
before, or else after it.
"""

from __future__ import annotations

import sys
import warnings

warnings.simplefilter("ignore")

import geopandas as gpd  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import trackintel as ti  # noqa: E402

data = np.load(sys.argv[1])
made = gpd.GeoDataFrame(
    {"user_id": data["unit"], "tracked_at": pd.to_datetime(data["time"], unit="ms", utc=True)},
    geometry=gpd.points_from_xy(data["longitude"], data["latitude"]),
    crs="EPSG:4326",
)
made.index.name = "id"
fixes, staypoints = ti.Positionfixes(made).generate_staypoints()
fixes, legs = fixes.generate_triplegs(staypoints)
mode = legs.predict_transport_mode(method="simple-coarse")["mode"].astype(str)
fast = fixes["tripleg_id"].map(mode.ne("slow_mobility").astype(float)).astype(float)
fast = fast.groupby(fixes["user_id"]).ffill().groupby(fixes["user_id"]).bfill().fillna(0.0)
np.save(sys.argv[2], fast.reindex(range(len(made))).to_numpy() > 0.5)
