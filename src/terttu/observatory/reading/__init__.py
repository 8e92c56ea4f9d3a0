"""Tables as offices publish them, read into labelled arrays."""
