"""hexseg's side of the benchmark of corridors; runs in .venv-peers, which has nothing of this plugin."""

from __future__ import annotations

import json
import sys
import time
import warnings

warnings.simplefilter("ignore")

import geopandas as gpd  # noqa: E402
import hexseg  # noqa: E402

begin, began = time.perf_counter(), time.process_time()
streets = gpd.read_file(sys.argv[1]).explode(index_parts=False).reset_index(drop=True)
crimes = gpd.read_file(sys.argv[2]).to_crs(streets.crs)
counted = hexseg.count_crimes_by_nearest_road(crimes_gdf=crimes, roads_gdf=streets, max_dist=75)
graph, indexed = hexseg.build_adj_graph(counted, fid_col=None, crime_count_col="crime_count")
clusters = hexseg.segment_clusters(graph, min_size=5, max_size=8, min_crimes=10)
made = hexseg.clusters_to_gdf(clusters, graph, indexed, fid_col="fid", crime_count_col="crime_count")
times = {"s": time.perf_counter() - begin, "cpu_s": time.process_time() - began}
print(json.dumps({**times, "clusters": len(clusters), "rows": len(made)}))
