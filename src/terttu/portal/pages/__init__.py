"""The public site: editors' pages, and the pages that show several apps together."""
