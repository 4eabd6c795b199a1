"""Alembic's folder: one file a version, the newest last."""
