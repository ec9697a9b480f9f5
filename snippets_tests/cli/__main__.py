"""`python -m snippets_tests.cli` is `lakeproof`."""

import sys

from snippets_tests.cli import main

sys.exit(main())
