"""Refuses the blocks and views that Slack refuses."""

from bot.sandbox.slack.blocks.checking import Surface, are_options, checked_blocks, checked_view

__all__ = ["Surface", "are_options", "checked_blocks", "checked_view"]
