"""Strategy versions: themes, cross-cutting priorities, their matrix, and themes' industries."""
