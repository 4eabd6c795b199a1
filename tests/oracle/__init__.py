"""Whether anybody ever does what Genesys or the policy forbids, told by an oracle that shares no code with the product."""
