"""Encryption of identity data at rest: key ring, fields, blind indexes, rotation."""
