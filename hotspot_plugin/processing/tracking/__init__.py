"""Processing algorithms of the tracking room."""
