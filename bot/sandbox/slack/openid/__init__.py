"""Sign in with Slack: the page that people see, the keys, and what stands behind both (facts 7.1)."""
