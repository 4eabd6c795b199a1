"""People, queues and presences found by what somebody calls them."""
