"""The Genesys simulator: real HTTP, a living floor, one file an area."""
