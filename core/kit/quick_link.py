"""A connection that runs prepared statements in one pipeline, straight on libpq.

psycopg's own pipeline waits several times per statement; this one sends everything, waits once,
and costs a third of the processor time. It can do nothing else: no cursors, no BEGIN.
"""

import asyncio
import re
from collections import namedtuple
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.types.json import set_json_loads
from sqlalchemy import TextClause, text

type Parameters = Mapping[str, Any]
type Step = tuple["Statement", Parameters]
type _Expected = tuple["Statement", Any] | None
"""Whose rows a result holds, and the transformer that loads them; None for a preparation."""

_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]+)")
_CONNECT_SECONDS = 5


class Statement:
    """SQL with `:name` parameters, for a session and for a quick transaction alike."""

    def __init__(self, sql: str) -> None:
        self.text: TextClause = text(sql)
        self.names = tuple(dict.fromkeys(_PARAMETER.findall(sql)))
        self.native = _PARAMETER.sub(
            lambda found: f"${self.names.index(found[1]) + 1}", sql
        ).encode()
        self._row_type: Any = None

    def row(self, result: pq.abc.PGresult) -> Any:
        """What makes a row of the result's values, with the columns as attributes."""
        if self._row_type is None:
            names = [(result.fname(at) or b"").decode() for at in range(result.nfields)]
            make_type: Any = namedtuple
            self._row_type = make_type("Row", names, rename=True)._make
        return self._row_type


class QuickLink:
    """One connection; one pipeline at a time."""

    def __init__(self, connection: psycopg.AsyncConnection[Any], patience: float) -> None:
        self._connection, self._pg, self._patience = connection, connection.pgconn, patience
        self._prepared: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        self._ready = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._socket = connection.fileno()
        self._is_running = False
        self.is_dead = False
        self._loop.add_reader(self._socket, self._on_readable)

    @classmethod
    async def connect(cls, url: str, options: str, patience: float) -> "QuickLink":
        """Connect; an answer that takes longer than `patience` breaks the connection later."""
        connection = await psycopg.AsyncConnection.connect(
            url, autocommit=True, connect_timeout=_CONNECT_SECONDS, options=options
        )
        set_json_loads(orjson.loads, connection)
        return cls(connection, patience)

    async def run(self, steps: Sequence[Step]) -> list[Sequence[Any]]:
        """The rows of each statement; all of them are one transaction.

        After any error the connection must be closed.
        """
        self._is_running = True
        pipeline = self._pg
        pipeline.enter_pipeline_mode()
        expected = [entry for statement, values in steps for entry in self._send(statement, values)]
        pipeline.pipeline_sync()
        try:
            async with asyncio.timeout(self._patience):
                await self._flush()
                rows = await self._rows(expected)
        except TimeoutError as problem:
            raise psycopg.OperationalError("no answer in time") from problem
        self._is_running = False
        return rows

    async def close(self) -> None:
        """Hang up."""
        if self._socket >= 0:
            self._loop.remove_reader(self._socket)
            self._loop.remove_writer(self._socket)
            self._socket = -1
        await self._connection.close()

    def _on_readable(self) -> None:
        if self._is_running:
            self._ready.set()
        else:
            # The server speaks unasked when it hangs up.
            self._loop.remove_reader(self._socket)
            self.is_dead = True

    def _send(self, statement: Statement, values: Parameters) -> list[_Expected]:
        transformer = Transformer(self._connection)
        names = statement.names
        dumped = transformer.dump_sequence(
            [values[name] for name in names], [PyFormat.AUTO] * len(names)
        )
        types, formats = transformer.types, transformer.formats
        key = (statement.native, types or ())
        name = self._prepared.get(key)
        expected: list[_Expected] = []
        if name is None:
            name = self._prepared[key] = f"quick{len(self._prepared)}".encode()
            self._pg.send_prepare(name, statement.native, types)
            expected.append(None)
        self._pg.send_query_prepared(name, dumped, formats)
        return [*expected, (statement, transformer)]

    async def _flush(self) -> None:
        if not self._pg.flush():
            return
        # More than the socket takes at once: the server may have to be read from meanwhile.
        self._loop.add_writer(self._socket, self._ready.set)
        try:
            while self._pg.flush():
                self._ready.clear()
                await self._ready.wait()
                self._pg.consume_input()
        finally:
            self._loop.remove_writer(self._socket)

    async def _rows(self, expected: Sequence[_Expected]) -> list[Sequence[Any]]:
        rows: list[Sequence[Any]] = []
        problem: psycopg.Error | None = None
        at = 0
        while True:
            while not self._pg.is_busy():
                result = self._pg.get_result()
                if result is None:
                    at += 1
                elif result.status == pq.ExecStatus.PIPELINE_SYNC:
                    self._pg.exit_pipeline_mode()
                    if problem is not None:
                        raise problem
                    return rows
                elif result.status == pq.ExecStatus.FATAL_ERROR:
                    problem = problem or error_from_result(result)
                elif (entry := expected[at]) is not None:
                    rows.append(_loaded(result, *entry))
            self._ready.clear()
            await self._ready.wait()
            self._pg.consume_input()


def _loaded(result: pq.abc.PGresult, statement: Statement, transformer: Any) -> Sequence[Any]:
    if not result.ntuples:
        return ()
    transformer.set_pgresult(result)
    loaded: Sequence[Any] = transformer.load_rows(0, result.ntuples, statement.row(result))
    return loaded
