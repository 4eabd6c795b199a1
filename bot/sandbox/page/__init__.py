"""The sandbox's web page: a small Slack workspace with the floor beside it."""
