"""Vehicles in stock: one state, one place, at most one lock."""
