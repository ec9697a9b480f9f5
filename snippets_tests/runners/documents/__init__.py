"""Data files in pages: JSON, YAML, TOML and INI read with the line of every field, and checked as what they are."""
