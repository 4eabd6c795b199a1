"""The guard, and what comes twice."""
