"""The other side of both wires: a Genesys simulator and a Slack emulator."""
