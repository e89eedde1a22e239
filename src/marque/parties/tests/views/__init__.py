"""Tests of the views of parties."""
