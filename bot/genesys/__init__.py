"""The Genesys Cloud client: one file an area."""
