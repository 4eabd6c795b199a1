"""The page on which a workspace lets the app in."""
