"""The site: MkDocs hooks that put the evidence under each block. Nothing here runs a block."""
