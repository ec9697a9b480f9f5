"""Runners: one module a language, the table that maps a language to its runner, and a page's world."""
