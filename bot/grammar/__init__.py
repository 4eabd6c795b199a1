"""Words become verbs, names and moments; no I/O."""
