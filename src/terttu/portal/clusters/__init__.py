"""Organised clusters: life cycle, goals, benefits and known facts."""
