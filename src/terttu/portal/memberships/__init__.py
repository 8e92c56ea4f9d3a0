"""Which organisation is committed to which cluster, since when, and how that is known."""
