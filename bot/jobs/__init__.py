"""Jobs: a promise, made in the transaction that needs it, that somebody looks at a row."""
