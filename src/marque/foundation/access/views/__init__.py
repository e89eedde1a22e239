"""Pages of access and organisation."""
