"""Hotspots to arms and schedules, and outcomes to effects."""
