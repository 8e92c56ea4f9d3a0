"""Studies on data that are not shipped: each takes a data folder and writes a report."""
