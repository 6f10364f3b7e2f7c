"""`make demo`: the whole loop on real crimes, with the built zip in a fresh profile and the real qgis_process."""
