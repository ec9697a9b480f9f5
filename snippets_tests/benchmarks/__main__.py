"""`python -m snippets_tests.benchmarks cli|cold|conformance|many|workspace`."""

from __future__ import annotations

import sys

from snippets_tests.benchmarks import cli, cold, conformance, many, workspace

BENCHMARKS = {
    "cli": cli.main,
    "cold": cold.main,
    "conformance": conformance.main,
    "many": many.main,
    "workspace": workspace.main,
}


def main(arguments: list[str]) -> int:
    """Run one benchmark."""
    if not arguments or arguments[0] not in BENCHMARKS:
        print(f"one of: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return 2
    return BENCHMARKS[arguments[0]](arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
