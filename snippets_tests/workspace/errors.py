"""Databricks' errors: the tree, each with its HTTP status and `error_code`, and their form on the wire.

    ApiError
    ├── BadRequest                400  BAD_REQUEST
    │   ├── MalformedRequest      400  MALFORMED_REQUEST
    │   ├── InvalidParameterValue 400  INVALID_PARAMETER_VALUE
    │   ├── InvalidState          400  INVALID_STATE
    │   └── MaxBlockSizeExceeded  400  MAX_BLOCK_SIZE_EXCEEDED
    ├── Unauthenticated           401  401 (a number on the wire, as the platform's gateway answers)
    ├── PermissionDenied          403  PERMISSION_DENIED
    ├── NotFound                  404  NOT_FOUND
    │   ├── EndpointNotFound      404  ENDPOINT_NOT_FOUND
    │   └── ResourceDoesNotExist  404  RESOURCE_DOES_NOT_EXIST
    ├── ResourceConflict          409  RESOURCE_CONFLICT
    │   ├── AlreadyExists         409  ALREADY_EXISTS
    │   └── ResourceAlreadyExists 400  RESOURCE_ALREADY_EXISTS
    ├── NotImplementedYet         501  NOT_IMPLEMENTED
    ├── InternalError             500  INTERNAL_ERROR
    ├── ScimError                 any  (the SCIM standard's own form)
    └── OauthError                any  (RFC 6749's own form)

`error_code` decides which exception databricks-sdk raises, and the status where it does not know the code.
"""

from __future__ import annotations

from typing import Any

ERROR_INFO = "type.googleapis.com/google.rpc.ErrorInfo"
REQUEST_INFO = "type.googleapis.com/google.rpc.RequestInfo"


class ApiError(Exception):
    """A refusal, as the caller of the API gets it."""

    status = 500
    error_code: str | int = "INTERNAL_ERROR"

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        error_code: str | int | None = None,
        details: list[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status or self.status
        self.error_code = error_code or self.error_code
        self.details = details or []

    def wire(self, request_id: str) -> dict[str, Any]:
        """The JSON body of the answer."""
        refusal: dict[str, Any] = {"error_code": self.error_code, "message": self.message}
        if not request_id:
            return refusal  # the gateway refused the caller before the request got a number
        request_info = {"@type": REQUEST_INFO, "request_id": request_id, "serving_data": ""}
        return refusal | {"details": [*self.details, request_info]}


class BadRequest(ApiError):
    """The request makes no sense."""

    status, error_code = 400, "BAD_REQUEST"


class MalformedRequest(BadRequest):
    """The body could not be read."""

    error_code = "MALFORMED_REQUEST"


class InvalidParameterValue(BadRequest):
    """A value cannot be used where it stands."""

    error_code = "INVALID_PARAMETER_VALUE"


class InvalidState(BadRequest):
    """The resource is in a state that does not allow this."""

    error_code = "INVALID_STATE"


class MaxBlockSizeExceeded(BadRequest):
    """A DBFS block is larger than one megabyte."""

    error_code = "MAX_BLOCK_SIZE_EXCEEDED"


class Unauthenticated(ApiError):
    """No credential, or one of an unknown kind."""

    status, error_code = 401, 401


class PermissionDenied(ApiError):
    """The caller may not do this."""

    status, error_code = 403, "PERMISSION_DENIED"


class NotFound(ApiError):
    """There is no such thing."""

    status, error_code = 404, "NOT_FOUND"


class EndpointNotFound(NotFound):
    """No operation has this verb and path."""

    error_code = "ENDPOINT_NOT_FOUND"


class ResourceDoesNotExist(NotFound):
    """No resource has this id, path or name."""

    error_code = "RESOURCE_DOES_NOT_EXIST"


class ResourceConflict(ApiError):
    """The resource stands in the way."""

    status, error_code = 409, "RESOURCE_CONFLICT"


class AlreadyExists(ResourceConflict):
    """The name is taken."""

    error_code = "ALREADY_EXISTS"


class ResourceAlreadyExists(ResourceConflict):
    """The name is taken; the older services answer this with 400."""

    status, error_code = 400, "RESOURCE_ALREADY_EXISTS"


class NotImplementedYet(ApiError):
    """The operation exists on Databricks and has no behaviour here."""

    status, error_code = 501, "NOT_IMPLEMENTED"


class InternalError(ApiError):
    """A bug of this workspace, never of its caller."""


class ScimError(ApiError):
    """A refusal of the users, groups and service principals APIs, which speak SCIM."""

    def __init__(self, message: str, status: int, scim_type: str | None = None) -> None:
        super().__init__(message, status=status, error_code=f"SCIM_{status}")
        self.scim_type = scim_type

    def wire(self, request_id: str) -> dict[str, Any]:
        """The SCIM standard's error document (RFC 7644, section 3.12)."""
        body = {
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
            "detail": self.message,
            "status": str(self.status),
        }
        return body | ({"scimType": self.scim_type} if self.scim_type else {})


class OauthError(ApiError):
    """A refusal of the token endpoint (RFC 6749, section 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(description, status=status, error_code=error)

    def wire(self, request_id: str) -> dict[str, Any]:
        """OAuth's error document."""
        return {"error": self.error_code, "error_description": self.message, "error_id": request_id}


def error_info(reason: str, domain: str = "", metadata: dict[str, str] | None = None) -> dict[str, Any]:
    """The detail by which programs tell errors of one code apart."""
    return {"@type": ERROR_INFO, "reason": reason, "domain": domain, "metadata": metadata or {}}
