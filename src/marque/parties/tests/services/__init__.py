"""Tests of the services of parties."""
