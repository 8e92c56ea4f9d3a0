"""Where managers and administrators do their work."""
