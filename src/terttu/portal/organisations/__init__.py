"""Companies, research organisations, authorities and others."""
