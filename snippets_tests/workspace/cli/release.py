"""The release of the official command whose conventions are followed."""

VERSION = "1.13.0"
