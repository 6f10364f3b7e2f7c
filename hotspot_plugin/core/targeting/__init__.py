"""Crimes to hotspots."""
