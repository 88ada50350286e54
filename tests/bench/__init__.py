"""Benchmarks: side by side in one run on one machine, told as ratios. `python -m tests.bench` runs them."""
