"""What it costs, measured beside something comparable in the same run: `python -m snippets_tests.benchmarks NAME`.

Machines are noisy, so only ratios count; nothing here is a test.
"""
