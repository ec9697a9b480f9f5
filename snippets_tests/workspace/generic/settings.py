"""Settings of the workspace and of the account (`w.settings.*`, `a.settings.*`): single values under an etag.

All have the same three operations.

A setting that was never written is not there: its GET is a NOT_FOUND that carries the etag with which to write it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

from snippets_tests.surface import Operation, Surface, Type
from snippets_tests.workspace.errors import NotFound, ResourceConflict, error_info
from snippets_tests.workspace.generic import resources
from snippets_tests.workspace.registry import Call, Handler
from snippets_tests.workspace.store import Resource

PATH = re.compile(r"/api/2\.0/(?:accounts/\{account_id\}/)?settings/types/([\w-]+)/names/default")
ETAG = "etag"


def handlers(surface: Surface) -> Iterator[tuple[str, Handler]]:
    """The functions of all settings' operations."""
    by_verb: dict[str, Handler] = {"GET": get, "PATCH": update, "DELETE": delete}
    for operation in surface.operations.values():
        if PATH.fullmatch(operation.path):
            yield operation.id, by_verb[operation.verb]


def get(call: Call, etag: str | None = None) -> Resource:
    """The setting, if it was ever written."""
    found = call.tenant.store["settings"].get(_type(call))
    if found is None:
        raise _unset(call)
    return _fitting(call, found)


def update(call: Call, allow_missing: bool, setting: dict[str, Any], field_mask: str) -> Resource:
    """Change the fields that the mask names, if the etag is that of the last change."""
    call.require_admin("Only workspace admins can change settings.")
    _check_etag(call, setting.get(ETAG))
    stored = call.tenant.store["settings"]
    if _type(call) not in stored and not allow_missing:
        raise _unset(call)
    found = copy.deepcopy(stored.get(_type(call), {"setting_name": "default"}))
    message = call.surface.messages[_kind(call).name or ""]
    for path, value in resources.masked(field_mask, setting, message, call.surface):
        resources.change(found, path, value)
    resources.require_complete(found, message, call.surface)
    found[ETAG] = _new_etag(call)
    stored[_type(call)] = found
    return _fitting(call, found)


def delete(call: Call, etag: str | None = None) -> Resource:
    """Take the setting away, if the etag is that of the last change."""
    call.require_admin("Only workspace admins can change settings.")
    if _type(call) not in call.tenant.store["settings"]:
        raise _unset(call)
    _check_etag(call, etag)
    del call.tenant.store["settings"][_type(call)]
    return {ETAG: _new_etag(call)}


def _operation(call: Call) -> Operation:
    assert call.operation is not None  # only operations of the SDK are registered here
    return call.operation


def _type(call: Call) -> str:
    found = PATH.fullmatch(_operation(call).path)
    assert found is not None  # by this path they were found
    return f"account {found[1]}" if call.account else found[1]


def _kind(call: Call) -> Type:
    kind = _operation(call).response
    assert kind is not None  # every setting's GET and PATCH answer with it
    return kind


def _fitting(call: Call, setting: Resource) -> Resource:
    fitted: Resource = resources.fit(setting, _kind(call), call.surface)
    return fitted


def _etag(call: Call) -> str:
    etags = call.tenant.store["settings etags"]
    if _type(call) not in etags:
        _new_etag(call)
    return str(etags[_type(call)][ETAG])


def _new_etag(call: Call) -> str:
    etag = call.tenant.ids.hex(32, "settings etag")
    call.tenant.store["settings etags"][_type(call)] = {ETAG: etag}
    return etag


def _check_etag(call: Call, given: str | None) -> None:
    if given is not None and given != _etag(call):
        details = [error_info("SETTING_CONFLICT", "settings.databricks.com", {ETAG: _etag(call)})]
        raise ResourceConflict("The etag is not that of the setting's last change.", details=details)


def _unset(call: Call) -> NotFound:
    details = [error_info("SETTING_NOT_FOUND", "settings.databricks.com", {ETAG: _etag(call)})]
    return NotFound(f"The setting {_type(call).removeprefix('account ')} was not found.", details=details)
