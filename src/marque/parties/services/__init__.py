"""Writes of parties: one file a use case."""
