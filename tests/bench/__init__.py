"""`make bench`: speed and memory, each as a ratio to a peer measured in the same run."""
