"""Rows as frozen records. Which column is which field is said by their names, never by their order."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Table

R = TypeVar("R")


class Records(Generic[R]):
    """Makes records of the columns that have the names of the record's fields, of the first table that has each: select
    `columns`, then call this with each row. A column that is missing is noticed when the module is imported."""

    def __init__(self, record: type[R], *tables: Table) -> None:
        self._record = record
        self.names = tuple(field.name for field in fields(record))  # type: ignore[arg-type] # a dataclass
        columns: dict[str, Column[Any]] = {}
        for table in reversed(tables):
            columns.update(table.c.items())
        self.columns = [columns[name] for name in self.names]

    def __call__(self, row: Iterable[Any]) -> R:
        """One record. (`Row._mapping` would do the same in three times the time.)"""
        return self._record(**dict(zip(self.names, row, strict=True)))
