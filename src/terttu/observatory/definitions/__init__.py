"""Cluster definitions: which industries belong together, how well, and how surely."""
