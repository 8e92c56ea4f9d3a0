"""Single records, counted where they lie."""
