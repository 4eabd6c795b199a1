"""Many people and what they are doing: read in pages, "as of" a moment, partial where Genesys was."""
