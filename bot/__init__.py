"""OnQueue: Genesys Cloud from Slack. The rooms and their order are drawn in docs/architecture.md."""
