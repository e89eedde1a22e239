"""The same rows written by the plainest Django there is."""
