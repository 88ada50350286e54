"""Statements on the way of an acknowledgement: put into SQL once, and from then on given to the driver as they are.

SQLAlchemy writes the SQL, and knows how a value becomes the database's and how it comes back. To go through it for each
execution costs several times as much as the statement.
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

Values = dict[str, Any]
Insert = Callable[[Table], sqlite.Insert]


class Rows:
    """What a statement gave: rows by their columns' names, and how many it changed."""

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def first(self) -> Any:
        """The first row; None if there is none."""
        return self._rows[0] if self._rows else None

    def scalar(self) -> Any:
        """The first column of the first row; None if there is none."""
        return self._rows[0][0] if self._rows else None


class Driver:
    """A connection's driver, for one transaction; and who listens to the statements on that connection."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialect = connection.dialect.name
        self.raw: Any = connection.connection.driver_connection
        self.heard = list(connection.dispatch.before_cursor_execute or ())


class PreparedStatement:
    """A statement with named values, written for each dialect at its first use."""

    def __init__(self, build: Callable[[Insert], Executable], lists: tuple[str, ...]) -> None:
        self._build = build
        self._lists = lists
        # By dialect, by the values given, by how many there are in each list.
        self._plans: dict[tuple[object, ...], _Plan] = {}

    def run(self, driver: Driver, values: Values | Sequence[Values]) -> Rows:
        """Run it; a sequence of values runs it once for each. Raises what SQLAlchemy raises."""
        given = [values] if isinstance(values, dict) else values
        first = given[0]
        if self._lists:
            first = {**first, **{name: _filled(first[name]) for name in self._lists}}
            given = [first, *given[1:]]
        key = (driver.dialect, *first, *[len(first[name]) for name in self._lists])
        plan = self._plans.get(key)
        if plan is None:
            statement = self._build(insert_of(driver.dialect))
            plan = _Plan(statement, driver.connection.dialect, first, self._lists)
            self._plans[key] = plan
        return plan.run(driver, given)


def prepared(
    build: Callable[[Insert], Executable], *, lists: tuple[str, ...] = ()
) -> PreparedStatement:
    """For statements on the way of an acknowledgement. Every value is a `bindparam`, or of an INSERT without `values` a
    column; `lists` names the expanding ones, for `IN`."""
    return PreparedStatement(build, lists)


def insert_of(dialect: str) -> Insert:
    """The dialect's own INSERT, which knows ON CONFLICT (SQLite's and PostgreSQL's are spelled alike)."""
    return sqlite.insert if dialect == "sqlite" else postgresql.insert  # type: ignore[return-value] # same methods


def _filled(values: Sequence[Any]) -> list[Any]:
    """A power of two of them, the last one repeated: so few plans do for lists of any length."""
    size = 1 << (len(values) - 1).bit_length() if values else 0
    last = list(values[-1:])
    return [*values, *last * (size - len(values))]


class _Plan:
    """The SQL for one dialect, how each of its parameters is found among the values, and how each column is read."""

    def __init__(
        self, statement: Any, dialect: Dialect, values: Values, lists: tuple[str, ...]
    ) -> None:
        columns = list(getattr(statement, "exported_columns", ()))
        # An INSERT that gives nothing back must not ask for a key either.
        compiled = statement.compile(
            dialect=dialect, column_keys=sorted(values), for_executemany=not columns
        )
        state = compiled.construct_expanded_state(dict(values))
        if set(state.parameter_expansion) != set(lists):
            raise ValueError(f"a prepared statement must name its lists: {compiled}")
        constants = {**state.parameters, **_defaults(compiled)}
        self._sql = state.statement
        self._dialect = dialect
        self._error: type[Exception] = dialect.loaded_dbapi.Error
        self._by_name = () if compiled.positional else tuple(state.parameters)
        # An expanding parameter is one for each value of its list.
        self._lists = state.parameter_expansion
        origin = {each: name for name, some in self._lists.items() for each in some}
        names = list(state.positiontup or state.parameters)
        self._all = itemgetter(*names) if len(names) > 1 else _each(names)
        self._constants: dict[str, Any] = {}
        self._processes: list[tuple[int, Callable[[Any], Any]]] = []
        for at, name in enumerate(names):
            given = origin.get(name, name)
            process = compiled.binds[given].type.dialect_impl(dialect).bind_processor(dialect)
            if given not in values:
                constant = constants[name]
                self._constants[name] = process(constant) if process else constant
            elif process:
                self._processes.append((at, process))
        self._returns = bool(columns)
        self._make = _maker([column.key for column in columns])
        self._readers = [
            (at, read)
            for at, column in enumerate(columns)
            if (read := column.type.dialect_impl(dialect).result_processor(dialect, None))
        ]

    def run(self, driver: Driver, given: Sequence[Values]) -> Rows:
        """Whoever listens to the connection's statements hears of it."""
        cursor = driver.raw.cursor()
        many = len(given) > 1
        parameters = [self._parameters_of(values) for values in given]
        passed = parameters if many else parameters[0]
        try:
            for heard in driver.heard:
                heard(driver.connection, cursor, self._sql, passed, None, many)
            (cursor.executemany if many else cursor.execute)(self._sql, passed)
            rows = [self._row(raw) for raw in cursor] if self._returns else ()
            return Rows(rows, cursor.rowcount)
        except self._error as error:
            raise DBAPIError.instance(
                self._sql, None, error, self._error, hide_parameters=True, dialect=self._dialect
            ) from error
        finally:
            cursor.close()

    def _parameters_of(self, values: Values) -> Any:
        if self._constants or self._lists:
            values = {**self._constants, **values}
            for name, each in self._lists.items():
                values.update(zip(each, values[name], strict=True))
        found = list(self._all(values))
        for at, process in self._processes:
            found[at] = process(found[at])
        return dict(zip(self._by_name, found, strict=True)) if self._by_name else tuple(found)

    def _row(self, raw: Sequence[Any]) -> Any:
        if self._readers:
            raw = list(raw)
            for at, read in self._readers:
                raw[at] = read(raw[at])
        return self._make(raw)


def _defaults(compiled: Any) -> dict[str, Any]:
    """What the columns say that are given no value. What has to be computed for each row is not for here."""
    filled = {column.key: column.default for column in compiled.insert_prefetch}
    if compiled.update_prefetch or not all(default.is_scalar for default in filled.values()):
        raise ValueError(f"a prepared statement must be given every value: {compiled}")
    return {name: default.arg for name, default in filled.items()}


def _each(names: Sequence[str]) -> Callable[[Values], Sequence[Any]]:
    """Like `itemgetter`, which gives no sequence for less than two."""
    return lambda values: [values[name] for name in names]


def _maker(names: Sequence[str]) -> Callable[[Sequence[Any]], Any]:
    """A row whose columns have names."""
    row: Any = namedtuple("row", names, rename=True)  # type: ignore[misc] # known at run time only
    make: Callable[[Sequence[Any]], Any] = row._make
    return make
