"""The Slack emulator: the Web API, signed deliveries, and what a person's Slack shows."""
