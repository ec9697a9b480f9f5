"""The schema `information_schema` that every catalog has, and `system.information_schema` over all catalogs."""
