"""Hotspots to briefings and packages, and back."""
