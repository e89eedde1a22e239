"""Reads of inventory: functions that return querysets or frozen dataclasses."""
