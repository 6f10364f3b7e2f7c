"""Processing algorithms of the trial room."""
