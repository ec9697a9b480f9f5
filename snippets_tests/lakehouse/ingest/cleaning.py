"""`cloudFiles.cleanSource`: whether files that were read may be moved or deleted, and where to.

Source: "Clean up processed files with Auto Loader" of Databricks' documentation. What is due is done by
CloudFilesCleaner.java, always before the stream ends, so that `waitForCompletion` changes nothing.
"""

from __future__ import annotations

import re

from snippets_tests.lakehouse.securables import MetastoreError
from snippets_tests.lakehouse.statements.answers import Refusal
from snippets_tests.lakehouse.statements.context import Context

from .options import ReadOptions
from .places import may_write

OPTIONS = frozenset(
    {
        "cleansource",
        "cleansource.movedestination",
        "cleansource.retentionduration",
        "cleansource.waitforcompletion",
    }
)
_MODES = ("OFF", "DELETE", "MOVE")
_WEEK = 7 * 24 * 3600 * 1000
# A volume, a bucket or a mount, between which files are not moved.
_ROOM = re.compile(r"(?:dbfs:)?(/Volumes/[^/]+/[^/]+/[^/]+|/mnt/[^/]+)|([a-z0-9]+://[^/]+)")


def checked(context: Context, options: ReadOptions, base: str) -> dict[str, str]:
    """What CloudFilesCleaner.java is to do, as options; nothing when files stay.

    Args:
        context: Whose stream it is.
        options: As given.
        base: The folder that is read.

    Raises:
        Refusal: A value is wrong, two options contradict each other, or the principal may not write there.
    """
    mode = (options.get("cleanSource") or "OFF").upper()
    if mode not in _MODES:
        raise _wrong(f"Unknown value {mode} of cloudFiles.cleanSource; there are {', '.join(_MODES)}.")
    if mode == "OFF":
        return {}
    if options.flag("allowOverwrites", False):
        text = "Cannot turn on cloudFiles.cleanSource and cloudFiles.allowOverwrites at the same time."
        raise Refusal("CF_CLEAN_SOURCE_ALLOW_OVERWRITES_BOTH_ON", "42000", text)
    retention = options.get("cleanSource.retentionDuration") or "30 days"
    if _milliseconds(context, retention) <= _WEEK and mode == "DELETE":
        raise _wrong(
            f"cloudFiles.cleanSource.retentionDuration must be greater than 7 days for DELETE, not {retention}."
        )
    chosen = {"cleansource": mode, "cleansource.retentionduration": retention}
    places = [options.path]
    if mode == "MOVE":
        destination = _destination(options, base)
        chosen["cleansource.movedestination"] = destination
        places.append(destination)
    try:
        for place in places:
            may_write(context, place)
    except MetastoreError as error:
        text = (
            "Auto Loader cannot archive processed files because it does not have write permissions to the source "
            f"directory or the move destination. {error} To fix you can either: 1. Grant write permissions to the "
            "source directory and move destination OR 2. Set cleanSource to 'OFF'."
        )
        raise Refusal("CF_CLEAN_SOURCE_UNAUTHORIZED_WRITE_PERMISSION.NEED_PERMISSIONS", "42501", text) from None
    return chosen


def _destination(options: ReadOptions, base: str) -> str:
    given = (options.get("cleanSource.moveDestination") or "").rstrip("/")
    if not given:
        raise _wrong("Could not find required option: cloudFiles.cleanSource.moveDestination, which MOVE needs.")
    source, target = (path.removeprefix("dbfs:").rstrip("/") + "/" for path in (base, given))
    if target.startswith(source):
        raise _wrong(f"cloudFiles.cleanSource.moveDestination {given} lies in the source directory {base}.")
    if _room(source) != _room(target):
        raise _wrong(
            f"cloudFiles.cleanSource.moveDestination {given} is not in the same external location, volume or DBFS "
            f"mount as the source directory {base}."
        )
    return given


def _room(path: str) -> str:
    found = _ROOM.match(path)
    return found[0] if found else ""


def _milliseconds(context: Context, interval: str) -> int:
    from pyspark.errors import PySparkException

    try:
        return int(context.spark._jvm.io.lakeproof.CloudFilesCleaner.due(0, interval))
    except PySparkException:
        raise _wrong(f"cloudFiles.cleanSource.retentionDuration is no interval such as 14 days: {interval}.") from None


def _wrong(text: str) -> Refusal:
    return Refusal("INVALID_PARAMETER_VALUE", "22023", text)
