"""How fast the library answers beside others that are given the same policies: `python -m benchmarks`."""
