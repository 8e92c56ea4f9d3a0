"""The open, read-only API."""
