"""Processing algorithms of the targeting room."""
