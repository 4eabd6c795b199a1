"""Schedules: rules, rows, and what fires."""
