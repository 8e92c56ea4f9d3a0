"""One measure of one table: the catalogue, the command and the files it writes."""
