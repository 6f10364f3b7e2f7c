"""Between QGIS layers and the tables of core: bulk reading, coordinate systems, writing, styles."""
