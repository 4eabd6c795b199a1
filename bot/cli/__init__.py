"""`python -m bot …`, one file a subcommand."""
