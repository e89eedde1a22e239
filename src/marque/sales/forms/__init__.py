"""Forms of sales."""
