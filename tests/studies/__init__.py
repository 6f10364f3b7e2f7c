"""Long studies, run by hand: numbers that the suite has no time for."""
