"""Every write is a stored change that goes through one door."""
