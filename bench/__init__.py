"""Measurements of the product as people start it."""
