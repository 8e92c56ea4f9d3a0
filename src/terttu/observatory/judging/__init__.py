"""Judging what stands out: method profiles, peers, stages, sensitivity and disclosure."""
