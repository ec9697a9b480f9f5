"""Finds the message that a paged list answers with; the SDK's methods only show its elements."""

from __future__ import annotations

from snippets_tests.surface.model import Field, Message, Type


def page_message(
    messages: dict[str, Message],
    service: str,
    accessor: str,
    method: str,
    items: str,
    element: Type,
    token: str | None,
) -> Message:
    """The dataclass of `service` that holds a page, or one made up from what the method reads.

    Generated modules hold the response class of almost every list (`compute.ListClustersResponse`), although no
    method names it. Several may fit; then the one whose name says the method's and accessor's words wins.
    """
    fitting = [message for message in messages.values() if _fits(message, service, items, element, token)]
    if fitting:
        words = _words(f"{accessor.removeprefix('account.')}_{method}_response")
        return max(fitting, key=lambda message: (_likeness(message, words), message.id))
    fields = [Field(items, Type("list", of=element), False)]
    if token:
        fields.append(Field(token, Type("string"), False))
    title = "".join(part.capitalize() for part in f"{accessor}_{method}".replace(".", "_").split("_"))
    return Message(f"{service}.{title}Page", tuple(fields), "A page of the list; the SDK has no class for it.")


def _fits(message: Message, service: str, items: str, element: Type, token: str | None) -> bool:
    if not message.id.startswith(f"{service}."):
        return False
    fields = {field.name: field.type for field in message.fields}
    return fields.get(items) == Type("list", of=element) and (token is None or token in fields)


def _likeness(message: Message, words: set[str]) -> float:
    name = "".join("_" + letter.lower() if letter.isupper() else letter for letter in message.id.partition(".")[2])
    own = _words(name)
    return len(own & words) / len(own | words)


def _words(name: str) -> set[str]:
    return {word.removesuffix("s") for word in name.replace(".", "_").split("_") if word}
