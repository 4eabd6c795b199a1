"""A Slack payload becomes a turn, a handler's reply, and a message."""
