"""Questions to a cluster and wishes to join it."""
