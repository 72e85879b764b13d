"""What mockserver costs, beside servers that do less; no part of the package.

Run `python -m benchmarks`.

All figures are compared inside one run, in which the servers take turns: those of two machines, or
of two hours of one machine, say little.
"""
