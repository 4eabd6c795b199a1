"""Whatever answers somebody: one file a feature."""
