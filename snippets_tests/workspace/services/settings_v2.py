"""Settings in their newer form (`/api/2.1/settings/{name}`), of the workspace and of the account.

Known are the settings that databricks-sdk gives a type of their own. Those that are a plain number, text or switch
have names that no source here lists, so they do not exist.
"""

from __future__ import annotations

import copy
from typing import Any

from snippets_tests.surface import Surface
from snippets_tests.workspace.errors import InvalidParameterValue, NotFound
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Collection, Resource

MESSAGE = "settingsv2.Setting"
EFFECTIVE = "effective_"
PLAIN = ("boolean_val", "integer_val", "string_val")


@operation("account.settings_v2.get_public_account_setting")
@operation("workspace_settings_v2.get_public_workspace_setting")
def get(call: Call, name: str) -> Resource:
    """A setting with the value that was set and the one that holds; both are absent as long as nobody set it."""
    _require(call, name)
    return {"name": name, **_stored(call).get(name, {})}


@operation("account.settings_v2.patch_public_account_setting")
@operation("workspace_settings_v2.patch_public_workspace_setting")
def patch(call: Call, name: str, setting: Resource) -> Resource:
    """Set a setting."""
    call.require_admin("Only workspace admins can change settings.")
    _require(call, name)
    wrong = [field for field in setting if field not in (name, "name", EFFECTIVE + name)]
    if wrong or name not in setting:
        raise InvalidParameterValue(
            f"The setting {name} takes its value in the field {name}, not in {', '.join(wrong)}."
        )
    value = copy.deepcopy(setting[name])
    _stored(call)[name] = {name: value, EFFECTIVE + name: value}
    return get(call, name)


@operation("account.settings_v2.list_account_settings_metadata")
@operation("workspace_settings_v2.list_workspace_settings_metadata")
def list_metadata(call: Call, page_size: int = 100, page_token: str | None = None) -> dict[str, Any]:
    """The settings that there are."""
    found = [
        {"name": name, "type": kind, "display_name": name.replace("_", " ").capitalize(), "description": doc}
        for name, (kind, doc) in _known(call.surface).items()
    ]
    shown, token = page(found, page_token, page_size)
    return {"settings_metadata": shown} | ({"next_page_token": token} if token else {})


def _known(surface: Surface) -> dict[str, tuple[str, str]]:
    return {
        field.name: (str(field.type.name).rpartition(".")[2], field.doc)
        for field in surface.messages[MESSAGE].fields
        if field.type.kind == "message" and not field.name.startswith(EFFECTIVE) and field.name not in PLAIN
    }


def _require(call: Call, name: str) -> None:
    if name not in _known(call.surface):
        raise NotFound(f"There is no setting {name} here; list the settings' metadata for those that there are.")


def _stored(call: Call) -> Collection:
    return call.tenant.store["account settings v2" if call.account else "settings v2"]
