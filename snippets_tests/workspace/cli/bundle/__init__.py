"""`databricks bundle`: a project's configuration read, resolved for a target, deployed, run and taken down again.

The order of a command: `config` reads the files, `target` picks one and sets the variables, `references` fills in
`${…}`, `presets` applies modes, `paths` turns local files into workspace paths; `plan` compares with the `state` in
the workspace and `deploy` carries it out. Where the official command only warns (an unknown field, a value that is
not the enum's), this one refuses, with file and line: what nobody reads must not be taught.
Source: https://docs.databricks.com/aws/en/dev-tools/bundles/settings
"""
