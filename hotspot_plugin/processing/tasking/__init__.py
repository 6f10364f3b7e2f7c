"""Processing algorithms of the tasking room."""
