"""People who log in, and their roles."""
