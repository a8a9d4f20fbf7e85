"""The report of a region: what all its co-operatives show together, its pages, its files."""
