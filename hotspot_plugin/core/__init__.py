"""The science of the plugin, usable without QGIS: arrays and tables in, arrays and tables out.

Nothing here imports QGIS, Qt or GDAL. Coordinates are in a projected system and in metres unless a docstring says
otherwise; times are UTC.
"""
