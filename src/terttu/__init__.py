"""terttu: find, found, run and show a region's clusters."""

__version__ = "0.1.0"
