"""Rows, fences, the way back."""
