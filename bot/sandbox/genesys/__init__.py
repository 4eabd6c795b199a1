"""The Genesys simulator: the provider's side of the wire, for the sandbox and the tests."""

from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.simulator import Simulator

__all__ = ["Floor", "Simulator"]
