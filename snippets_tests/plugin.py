"""The pytest plugin: every block of a Markdown page is a test, on top of pytest-markdown-docs."""
