"""The built zip as a user has it: in a fresh profile, in qgis_process and in QGIS Desktop."""
