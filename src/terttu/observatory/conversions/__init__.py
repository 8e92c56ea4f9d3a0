"""Between classifications of industries, and between vintages of areas."""
