"""One append-only entry for each write."""
