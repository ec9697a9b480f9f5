"""AWS instance profiles that clusters may use: registered, and taken at their word."""

from __future__ import annotations

import re
from typing import Any

from snippets_tests.workspace.errors import InvalidParameterValue, ResourceAlreadyExists
from snippets_tests.workspace.registry import Call, operation

ARN = re.compile(r"arn:aws[\w-]*:iam::\d{12}:instance-profile/[\w+=,.@/-]+")


@operation("instance_profiles.add")
def add(call: Call, instance_profile_arn: str, skip_validation: bool = False, **more: Any) -> None:
    """Register a profile."""
    call.require_admin("Only workspace admins can manage instance profiles.")
    if not ARN.fullmatch(instance_profile_arn):
        raise InvalidParameterValue(f"Invalid instance profile ARN: {instance_profile_arn}")
    profiles = call.tenant.store["instance_profiles"]
    if instance_profile_arn in profiles:
        raise ResourceAlreadyExists(f"Instance profile {instance_profile_arn} already exists.")
    profiles[instance_profile_arn] = {"instance_profile_arn": instance_profile_arn, **more}


@operation("instance_profiles.edit")
def edit(call: Call, instance_profile_arn: str, **more: Any) -> None:
    """Change the role or kind of a profile."""
    call.require_admin("Only workspace admins can manage instance profiles.")
    _find(call, instance_profile_arn).update(more)


@operation("instance_profiles.list")
def list_(call: Call) -> dict[str, Any]:
    """The profiles that clusters may use."""
    return {"instance_profiles": list(call.tenant.store["instance_profiles"].values())}


@operation("instance_profiles.remove")
def remove(call: Call, instance_profile_arn: str) -> None:
    """Forget a profile."""
    call.require_admin("Only workspace admins can manage instance profiles.")
    _find(call, instance_profile_arn)
    del call.tenant.store["instance_profiles"][instance_profile_arn]


def _find(call: Call, arn: str) -> dict[str, Any]:
    return call.tenant.store["instance_profiles"].require(arn, f"Instance profile {arn} does not exist.")
