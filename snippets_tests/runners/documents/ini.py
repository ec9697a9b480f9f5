"""INI read strictly, and `.databrickscfg` held against the keys that the SDK knows."""

from __future__ import annotations

import configparser
import difflib
import re

from snippets_tests.runners.documents.document import Document, Path
from snippets_tests.runners.documents.keys import words
from snippets_tests.runners.outcome import BlockFailure

SECTION = re.compile(r"\[(?P<name>[^\]]+)\]\s*$")
ENTRY = re.compile(r"(?P<name>[^\s=:#;][^=:]*?)\s*[=:]")

PROFILE_KEYS = words(
    """
    account_id auth_type authorization_details azure_client_id azure_client_secret azure_environment
    azure_tenant_id azure_use_msi azure_workspace_resource_id client_id client_secret cloud cluster_id
    config_file databricks_cli_path debug_headers debug_truncate_bytes disable_async_token_refresh
    disable_experimental_files_api_client disable_oauth_refresh_token discovery_url google_credentials
    google_service_account group_id host http_timeout_seconds max_connection_pools max_connections_per_pool
    metadata_service_url oidc_token_env oidc_token_filepath password profile rate_limit retry_timeout_seconds
    scopes serverless_compute_id skip_verify token token_audience username warehouse_id workspace_id
    """
)
"""`databricks.sdk.core.Config.attributes()`, kept here because importing the SDK takes a second;

a test compares them.
"""


def read(text: str, first_line: int) -> Document:
    """Read an INI text into `{section: {name: value}}`.

    Raises:
        BlockFailure: at the line of a section or name that stands twice, or of anything that is neither.
    """
    parser = configparser.ConfigParser(strict=True, interpolation=None, default_section="")
    try:
        parser.read_string(text)
    except (configparser.DuplicateSectionError, configparser.DuplicateOptionError) as error:
        what = f'"{error.option}"' if isinstance(error, configparser.DuplicateOptionError) else f"[{error.section}]"
        raise BlockFailure(f"not INI: {what} stands twice", first_line + (error.lineno or 1) - 1) from None
    except configparser.MissingSectionHeaderError as error:
        line, hint = first_line + error.lineno - 1, "begin with a section such as [DEFAULT]"
        raise BlockFailure("not INI: an entry outside of any section", line, hint=hint) from None
    except configparser.ParsingError as error:
        number, shown = error.errors[0]
        cause = f"not INI: neither [section] nor name = value: {shown.strip()}"
        raise BlockFailure(cause, first_line + number - 1) from None
    value = {section: dict(parser.items(section)) for section in parser.sections()}
    return Document(value, first_line, _lines(text, first_line))


def check_profiles(document: Document) -> None:
    """Hold a `.databrickscfg` against the SDK's settings.

    Raises:
        BlockFailure: at the line of a key that no Databricks tool reads, or of a profile that names no host.
    """
    for profile, entries in document.value.items():
        for name, value in entries.items():
            line = document.line_of((profile, name))
            if name not in PROFILE_KEYS:
                near = difflib.get_close_matches(name, PROFILE_KEYS, 1)
                hint = f'did you mean "{near[0]}"?' if near else f"known: {', '.join(sorted(PROFILE_KEYS))}"
                raise BlockFailure(f'unknown key "{name}" in profile [{profile}]', line, hint=hint)
            if not value:
                raise BlockFailure(f'"{name}" in profile [{profile}] has no value', line)
        if profile != "__settings__" and "host" not in entries:
            raise BlockFailure(f"profile [{profile}] names no host", document.line_of((profile,)))


def _lines(text: str, first_line: int) -> dict[Path, int]:
    lines: dict[Path, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), first_line):
        if found := SECTION.match(line):
            section = found["name"]
            lines[(section,)] = number
        elif found := ENTRY.match(line):
            lines[(section, found["name"].lower())] = number
    return lines
