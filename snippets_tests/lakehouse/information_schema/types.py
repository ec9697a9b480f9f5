"""What information_schema tells of a type beyond its name: precision, scale, units of an interval."""

from __future__ import annotations

import re
from typing import Any

# Bits of binary numbers, by the manual's COLUMNS page.
_BITS = {"TINYINT": 8, "SMALLINT": 16, "INT": 32, "BIGINT": 64, "FLOAT": 24, "DOUBLE": 53}
_WHOLE = {"TINYINT", "SMALLINT", "INT", "BIGINT"}
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")


def described(type_text: str) -> dict[str, Any]:
    """The type columns of COLUMNS, PARAMETERS and ROUTINES for one SQL type, such as `decimal(10,2)`."""
    full = type_text.lower()
    name = re.split(r"[(<\s]", full, maxsplit=1)[0].upper()
    found: dict[str, Any] = {"data_type": {"INTEGER": "INT"}.get(name, name), "full_data_type": full}
    decimal = _DECIMAL.fullmatch(full.upper())
    if decimal:
        precision, scale = map(int, decimal.groups())
        found |= {"numeric_precision": precision, "numeric_precision_radix": 10, "numeric_scale": scale}
    elif name in _BITS:
        found |= {"numeric_precision": _BITS[name], "numeric_precision_radix": 2}
        found |= {"numeric_scale": 0} if name in _WHOLE else {}
    elif name == "INTERVAL":
        found |= {"interval_type": full.upper().removeprefix("INTERVAL ")}
        found |= {"datetime_precision": 3 if full.endswith("second") else 0}
    elif name == "DATE":
        found |= {"datetime_precision": 0}
    elif name.startswith("TIMESTAMP"):
        found |= {"datetime_precision": 3}
    return found
