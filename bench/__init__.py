"""Benchmarks, and the plain programs that they compare Marque with: `./marque bench NAME`."""
