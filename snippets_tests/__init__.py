"""Lakeproof: documentation pages whose every code block has run."""
