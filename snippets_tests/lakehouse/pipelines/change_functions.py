"""AUTO CDC in Python: create_auto_cdc_flow, create_auto_cdc_from_snapshot_flow and their older names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from snippets_tests.lakehouse.statements.answers import Refusal

from .definitions import Changes, Flow, Graph


class ChangeFunctions:
    """The functions; sources are read in the pipeline's session."""

    def __init__(self, graph: Graph, session: Any) -> None:
        self._graph = graph
        self._session = session
        self.apply_changes = self.create_auto_cdc_flow
        self.apply_changes_from_snapshot = self.create_auto_cdc_from_snapshot_flow

    def create_auto_cdc_flow(
        self,
        target: str,
        source: str,
        keys: Sequence[Any],
        sequence_by: Any,
        where: str | None = None,
        ignore_null_updates: bool = False,
        apply_as_deletes: Any = None,
        apply_as_truncates: Any = None,
        column_list: Sequence[Any] | None = None,
        except_column_list: Sequence[Any] | None = None,
        stored_as_scd_type: int | str = 1,
        track_history_column_list: Sequence[Any] | None = None,
        track_history_except_column_list: Sequence[Any] | None = None,
        name: str | None = None,
        once: bool = False,
    ) -> None:
        """Apply a stream of change events to a streaming table."""
        if not keys:
            text = "AutoCDC requires at least one key column to identify rows, but received an empty key set."
            raise Refusal("AUTOCDC_EMPTY_KEYS", "22023", text)
        if sequence_by is None:
            text = (
                "AutoCDC flow is missing a required `sequence_by` expression. Specify a `sequence_by` column or "
                "expression that orders incoming change events."
            )
            raise Refusal("AUTOCDC_MISSING_SEQUENCE_BY", "22023", text)
        changes = Changes(
            tuple(map(_text, keys)),
            sequence_by,
            scd_type=_scd(stored_as_scd_type),
            ignore_null_updates=ignore_null_updates,
            apply_as_deletes=apply_as_deletes,
            apply_as_truncates=apply_as_truncates,
            column_list=_list(column_list),
            except_column_list=_list(except_column_list),
            track_history=_list(track_history_column_list),
            track_history_except=_list(track_history_except_column_list),
        )
        if changes.scd_type == 2 and changes.apply_as_truncates:
            raise ValueError("apply_as_truncates is supported only for SCD type 1.")

        def query() -> Any:
            known = self._graph.find(source)
            reader = self._session.read if once else self._session.readStream
            frame = reader.table(known.name if known else source)
            return frame if where is None else frame.where(where)

        self._add(name, target, query, changes, once)

    def create_auto_cdc_from_snapshot_flow(
        self,
        target: str,
        source: str | Callable[[Any], Any],
        keys: Sequence[Any],
        stored_as_scd_type: int | str = 1,
        track_history_column_list: Sequence[Any] | None = None,
        track_history_except_column_list: Sequence[Any] | None = None,
        name: str | None = None,
    ) -> None:
        """Apply what differs between snapshots: of a table, or of those that a function hands over."""
        changes = Changes(
            tuple(map(_text, keys)),
            "",
            scd_type=_scd(stored_as_scd_type),
            track_history=_list(track_history_column_list),
            track_history_except=_list(track_history_except_column_list),
            snapshots=True,
        )

        def query() -> Any:
            if callable(source):
                found = source(None)
                if found is None:
                    raise ValueError(f"the source of {target} has no snapshot")
                return found[0]
            known = self._graph.find(source)
            return self._session.read.table(known.name if known else source)

        flow = self._add(name, target, query, changes, False)
        flow.next_snapshot = source if callable(source) else None

    def _add(self, name: str | None, target: str, query: Callable[[], Any], changes: Changes, once: bool) -> Flow:
        full_name = self._graph.full_name(target)
        title = self._graph.full_name(name) if name else full_name
        return self._graph.add_flow(Flow(title, full_name, query, once=once, changes=changes))


def _scd(value: int | str) -> int:
    if str(value) not in ("1", "2"):
        raise ValueError(f"stored_as_scd_type must be 1 or 2, not {value!r}")
    return int(value)


def _text(value: Any) -> str:
    """A column's name, also when it is given as a Column."""
    return value if isinstance(value, str) else str(value._jc.toString())


def _list(values: Sequence[Any] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(map(_text, values))
