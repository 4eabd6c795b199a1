"""The Genesys Cloud client: one file an area, all of them together in `client.py`."""
