"""Fixes to visits to dosage."""
