"""Statements that Databricks has and that are not emulated: the refusal says so, instead of a syntax error.

Most of them are about securables that the REST API manages here; the remedy names its service.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import Answer, Refusal

if TYPE_CHECKING:
    from .context import Context

# What a statement is about -> the service of the REST API that does the same here, or nothing.
_ABOUT = {
    "CONNECTION": "connections",
    "CONNECTIONS": "connections",
    "SERVER": "connections",
    "FOREIGN CATALOG": "",
    "EXTERNAL LOCATION": "external_locations",
    "EXTERNAL LOCATIONS": "external_locations",
    "STORAGE CREDENTIAL": "storage_credentials",
    "STORAGE CREDENTIALS": "storage_credentials",
    "SERVICE CREDENTIAL": "credentials",
    "SERVICE CREDENTIALS": "credentials",
    "CREDENTIAL": "credentials",
    "CREDENTIALS": "credentials",
    "SHARE": "shares",
    "SHARES": "shares",
    "ALL IN SHARE": "shares",
    "RECIPIENT": "recipients",
    "RECIPIENTS": "recipients",
    "PROVIDER": "providers",
    "PROVIDERS": "providers",
    "CLEAN ROOM": "clean_rooms",
    "CLEAN ROOMS": "clean_rooms",
    "GROUP": "groups",
    "GROUPS": "groups",
    "USERS": "users",
    "BLOOMFILTER INDEX": "",
    "REPAIR TABLE": "",
    "REPAIR PRIVILEGES": "",
    "FOREIGN": "",
    "SCHEMA": "",
    "TABLE": "",
    "TEMP TABLE": "",
    "TEMPORARY TABLE": "",
    "ATOMIC": "",
    "TRANSACTION": "",
    "JAR": "",
}
# What every verb but CREATE and SHOW is refused for.
_DESCRIBED = (
    "CONNECTION",
    "EXTERNAL LOCATION",
    "STORAGE CREDENTIAL",
    "SERVICE CREDENTIAL",
    "CREDENTIAL",
    "SHARE",
    "RECIPIENT",
    "PROVIDER",
)
_BY_VERB = {
    "CREATE": (
        "CONNECTION",
        "SERVER",
        "FOREIGN CATALOG",
        "EXTERNAL LOCATION",
        "STORAGE CREDENTIAL",
        "SERVICE CREDENTIAL",
        "SHARE",
        "RECIPIENT",
        "CLEAN ROOM",
        "GROUP",
        "BLOOMFILTER INDEX",
        "TEMP TABLE",
        "TEMPORARY TABLE",
    ),
    "ALTER": (*_DESCRIBED, "CLEAN ROOM", "GROUP"),
    "DROP": (*_DESCRIBED, "CLEAN ROOM", "GROUP", "BLOOMFILTER INDEX"),
    "DESCRIBE": _DESCRIBED,
    "SHOW": (
        "CONNECTIONS",
        "EXTERNAL LOCATIONS",
        "STORAGE CREDENTIALS",
        "SERVICE CREDENTIALS",
        "CREDENTIALS",
        "SHARES",
        "ALL IN SHARE",
        "RECIPIENTS",
        "PROVIDERS",
        "CLEAN ROOMS",
        "GROUPS",
        "USERS",
    ),
    "ADD": ("JAR",),
    "BEGIN": ("ATOMIC", "TRANSACTION"),
    "FSCK": ("REPAIR TABLE",),
    "MSCK": ("REPAIR PRIVILEGES",),
    "REFRESH": ("FOREIGN",),
    "SYNC": ("SCHEMA", "TABLE"),
}
_BY_VERB["DESC"] = _BY_VERB["DESCRIBE"]
# Other statements, with the way that there is.
_WORDS = {
    "CREATE FLOW": "It belongs into the source code of one.",
    "COMMIT": "Transactions of several statements are not; a statement is one by itself.",
    "ROLLBACK": "Transactions of several statements are not; a statement is one by itself.",
    "DENY": "Unity Catalog has no DENY either: grant to fewer.",
    "PUT": "They carry it out on the client; `w.files.upload` and `dbutils.fs.cp` do the same.",
    "GET": "They carry it out on the client; `w.files.download` and `dbutils.fs.cp` do the same.",
    "REMOVE": "They carry it out on the client; `w.files.delete` and `dbutils.fs.rm` do the same.",
}
# Who has a statement all the same: a driver's session (`workspace.volume_statements`), a pipeline.
_ALONE = dict.fromkeys(("PUT", "GET", "REMOVE"), "SQL drivers") | {"CREATE FLOW": "pipelines"}
BEGINNINGS = (*(f"{verb} {about}" for verb, abouts in _BY_VERB.items() for about in abouts), *_WORDS)


def answer(context: Context) -> Answer:
    """Refuse one, with the way that there is."""
    words = context.cursor.peek_words(4)
    statement = next(" ".join(words[:n]) for n in range(4, 0, -1) if " ".join(words[:n]) in BEGINNINGS)
    lack = f"is for {_ALONE[statement]} alone" if statement in _ALONE else "is not emulated"
    if statement in _WORDS:
        remedy = f" {_WORDS[statement]}"
    else:
        service = _ABOUT[statement.split(" ", 1)[1]]
        remedy = f" The REST API's service `{service}` is." if service else ""
    raise Refusal("UNSUPPORTED_FEATURE", "0A000", f"The statement {statement} {lack}.{remedy}")
