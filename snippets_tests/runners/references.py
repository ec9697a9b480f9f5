"""References from one HTTP request to the answer of an earlier one, in the notation of `.http` files.

    # @name created
    POST /api/2.2/jobs/create
    …
    ###
    GET /api/2.2/jobs/get?job_id={{created.response.body.$.job_id}}

Editors with a REST client read the same notation. What stands in double braces and begins otherwise, such as
Databricks' own `{{job.run_id}}` and `{{secrets/scope/key}}`, is sent as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

NAME = re.compile(r"# @name (?P<name>[A-Za-z_]\w*)$")
REFERENCE = re.compile(r"\{\{(?P<name>[A-Za-z_]\w*)\.response\.body\.\$\.(?P<path>[^{}\s]+)\}\}")
STEP = re.compile(r"(?P<field>[^.\[\]]+)|\[(?P<index>\d+)\]")


class UnknownReference(Exception):
    """No earlier request of the page has the name, or its answer lacks the field."""


def filled(text: str, answers: Mapping[str, Any], escaped: Callable[[str], str] = str) -> str:
    """The text with each reference replaced by the value in the named answer.

    Args:
        text: A request's target, header value or body.
        answers: The named answers so far, parsed.
        escaped: How a value is written at this place.

    Raises:
        UnknownReference: An unknown name or field.
    """
    return REFERENCE.sub(lambda found: escaped(_value(found, answers)), text)


def blank(text: str) -> str:
    """The text with a number in place of each reference: what a body looks like when its JSON is to be parsed."""
    return REFERENCE.sub("0", text)


def _value(found: re.Match[str], answers: Mapping[str, Any]) -> str:
    name, path = found["name"], found["path"]
    if name not in answers:
        known = ", ".join(answers) or "none"
        raise UnknownReference(f"no request above is named {name} (named so far: {known})")
    value = answers[name]
    for step in STEP.finditer(path):
        try:
            value = value[step["field"]] if step["field"] else value[int(step["index"])]
        except (KeyError, IndexError, TypeError):
            raise UnknownReference(f"the answer to {name} has no {path}") from None
    if isinstance(value, (dict, list)):
        raise UnknownReference(f"{path} in the answer to {name} is not a single value")
    return str(value).lower() if isinstance(value, bool) else str(value)
