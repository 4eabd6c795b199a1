"""Who speaks in which workspace: the one of the settings' bot token, or all that have installed the app."""

from dataclasses import dataclass

from bot.app.wires import Wires
from bot.clock import Clock
from bot.identity.forms import FormTokens
from bot.identity.installations import InstallationRows
from bot.identity.installing import Installing
from bot.identity.vault import Vault
from bot.settings import Settings
from bot.slack.installation import Installations, OneInstallation


@dataclass(frozen=True)
class Workspaces:
    """`installing` is None where a bot token names the one workspace."""

    installations: Installations
    installing: Installing | None


def workspaces(settings: Settings, wires: Wires, vault: Vault, clock: Clock) -> Workspaces:
    """As the settings say; a bot token wins."""
    if not settings.installs:
        return Workspaces(OneInstallation(wires.slack), None)
    rows = InstallationRows(wires.database, vault, clock, wires.slack)
    installing = Installing(
        settings=settings,
        shared=wires.slack,
        database=wires.database,
        rows=rows,
        clock=clock,
        forms=FormTokens(vault.derived("states of installations")),
    )
    return Workspaces(rows, installing)
