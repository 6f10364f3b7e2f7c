"""Tests, the demo and the benchmarks of the plugin."""
