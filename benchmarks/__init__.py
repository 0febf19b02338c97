"""Benchmarks: how good the cleaning is, where it goes wrong, and how fast it is. See README.md."""
