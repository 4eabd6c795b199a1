"""What Slack allows: texts, blocks, replies, limits; knows no feature."""
