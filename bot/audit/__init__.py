"""One append-only entry for each step of a change, and all of them as a file."""
