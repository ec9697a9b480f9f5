"""Delta Sharing: who may read a share, and recipients' tokens. Nothing is served to recipients."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from snippets_tests.lakehouse.metastore import MetastoreError
from snippets_tests.workspace.errors import InvalidParameterValue, NotFound
from snippets_tests.workspace.generic.effects import effect
from snippets_tests.workspace.paging import page
from snippets_tests.workspace.registry import Call, operation
from snippets_tests.workspace.store import Resource

PRIVILEGE = "SELECT"
TOKEN_LIFETIME = timedelta(days=365)


@operation("shares.share_permissions")
def share_permissions(
    call: Call, name: str, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """Which recipients may read a share."""
    found, token = page(_granted(call, name), page_token, max_results or 100)
    return {"privilege_assignments": found} | ({"next_page_token": token} if token else {})


@operation("shares.update_permissions")
def update_permissions(
    call: Call, name: str, changes: list[dict[str, Any]] | None = None, omit_permissions_list: bool = False
) -> dict[str, Any]:
    """Let recipients read a share, or stop them."""
    _require(call, "shares", "Share", name)
    call.tenant.metastore.require_manage(call.principal.name, "SHARE", name)
    held = call.tenant.store["share permissions"].setdefault(name.lower(), {"recipients": []})["recipients"]
    for change in changes or []:
        recipient = change.get("principal", "")
        _require(call, "recipients", "Recipient", recipient)
        unknown = {*change.get("add", []), *change.get("remove", [])} - {PRIVILEGE}
        if unknown:
            raise InvalidParameterValue(f"Privilege {sorted(unknown)[0]} does not apply to shares; only {PRIVILEGE}.")
        if change.get("add") and recipient not in held:
            held.append(recipient)
        if change.get("remove") and recipient in held:
            held.remove(recipient)
    return {} if omit_permissions_list else {"privilege_assignments": _granted(call, name)}


@operation("recipients.share_permissions")
def recipient_permissions(
    call: Call, name: str, max_results: int | None = None, page_token: str | None = None
) -> dict[str, Any]:
    """Which shares a recipient may read."""
    _require(call, "recipients", "Recipient", name)
    shares = call.tenant.store["shares"].values()
    found = [
        {"share_name": share["name"], "privilege_assignments": [{"principal": name, "privileges": [PRIVILEGE]}]}
        for share in shares
        if any(entry["principal"] == name for entry in _granted(call, share["name"]))
    ]
    shown, token = page(found, page_token, max_results or 100)
    return {"permissions_out": shown} | ({"next_page_token": token} if token else {})


@operation("recipients.rotate_token")
def rotate_token(call: Call, name: str, existing_token_expire_in_seconds: int) -> Resource:
    """Give a recipient another token; the one it has ends soon."""
    recipient = _require(call, "recipients", "Recipient", name)
    call.require_admin("Only metastore admins and the recipient's owner can rotate its token.")
    if recipient.get("authentication_type") != "TOKEN":
        raise InvalidParameterValue(f"Recipient '{name}' does not authenticate with tokens.")
    ends = call.tenant.clock.millis() + existing_token_expire_in_seconds * 1000
    for token in recipient.get("tokens", []):
        token["expiration_time"] = min(token["expiration_time"], ends)
    _add_token(call, recipient)
    fields = call.surface.messages["sharing.RecipientInfo"].fields
    return {field.name: recipient[field.name] for field in fields if field.name in recipient}


@effect("recipients.create", "authentication_type")
def authenticated(call: Call, recipient: Resource, kind: str) -> dict[str, Any]:
    """A recipient that signs in with a token gets its first one."""
    recipient["authentication_type"] = kind
    if kind == "TOKEN":
        recipient["activated"] = False
        _add_token(call, recipient)
    return dict(recipient)


def _add_token(call: Call, recipient: Resource) -> None:
    """A token, behind a link that gives it once; it ends with the recipient's own time if that has one."""
    now = call.tenant.clock.millis()
    activation = call.tenant.ids.hex(32, "activation")
    url = f"{call.tenant.host}/delta_sharing/retrieve_config.html?{activation}"
    recipient.setdefault("tokens", []).append(
        {
            "id": call.tenant.ids.uuid("recipient token"),
            "activation_url": url,
            "created_at": now,
            "created_by": call.principal.name,
            "updated_at": now,
            "updated_by": call.principal.name,
            "expiration_time": recipient.get("expiration_time") or now + int(TOKEN_LIFETIME.total_seconds() * 1000),
        }
    )
    recipient["activation_url"] = url
    call.tenant.store["activations"][activation] = {"recipient": recipient["name"]}


@operation("recipient_activation.get_activation_url_info")
def get_activation_url_info(call: Call, activation_url: str) -> None:
    """Whether an activation link still can be used."""
    _activation(call, activation_url)


@operation("recipient_activation.retrieve_token")
def retrieve_token(call: Call, activation_url: str) -> dict[str, Any]:
    """The token behind an activation link, once."""
    recipient = _activation(call, activation_url)["recipient"]
    del call.tenant.store["activations"][activation_url]
    found = _require(call, "recipients", "Recipient", recipient)
    found["activated"] = True
    for each in (found, *found["tokens"]):
        if each.get("activation_url", "").endswith(activation_url):
            del each["activation_url"]
    expiry = call.tenant.clock.now() + TOKEN_LIFETIME
    return {
        "bearerToken": "dose" + call.tenant.ids.hex(40, "recipient bearer"),
        "endpoint": f"{call.tenant.host}/api/2.0/delta-sharing/metastores/{call.tenant.metastore.id}",
        "expirationTime": expiry.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "shareCredentialsVersion": 1,
    }


@operation("providers.list_shares")
def list_shares(call: Call, name: str, max_results: int | None = None, page_token: str | None = None) -> dict[str, Any]:
    """The shares of a provider. Providers are other companies, with which there is no connection: none."""
    _require(call, "providers", "Provider", name)
    none: list[Resource] = []
    shown, _ = page(none, page_token, max_results or 100)
    return {"shares": shown}


@operation("providers.list_provider_share_assets")
def list_provider_share_assets(call: Call, provider_name: str, share_name: str, **_: Any) -> dict[str, Any]:
    """What is in a share of a provider: no provider shares anything with this workspace."""
    _require(call, "providers", "Provider", provider_name)
    raise MetastoreError("SHARE_DOES_NOT_EXIST", f"Share '{share_name}' does not exist.", 404)


def _granted(call: Call, name: str) -> list[dict[str, Any]]:
    _require(call, "shares", "Share", name)
    held = call.tenant.store["share permissions"].get(name.lower(), {"recipients": []})["recipients"]
    known = call.tenant.store["recipients"]
    return [{"principal": each, "privileges": [PRIVILEGE]} for each in held if each.lower() in known]


def _require(call: Call, family: str, label: str, name: str) -> Resource:
    return call.tenant.store[family].require(name.lower(), f"{label} '{name}' does not exist.")


def _activation(call: Call, activation: str) -> Resource:
    missing = NotFound("The activation URL does not exist, or was used already.")
    return call.tenant.store["activations"].require(activation, missing)
