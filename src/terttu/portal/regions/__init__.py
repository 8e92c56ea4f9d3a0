"""Regions (the tenants, one host each), areas with their years, and how a folder is applied."""
