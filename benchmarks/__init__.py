"""How fast the library answers, compared with others that get the same policies: `python -m benchmarks`."""
