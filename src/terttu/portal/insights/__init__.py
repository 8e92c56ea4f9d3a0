"""Imported analyses: figures, candidates, findings in words."""
