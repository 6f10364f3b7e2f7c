"""Pictures of the README, made anew from real data: python -m tests.pictures."""
