"""Issuing within a transaction of your own, in a PostgreSQL that has the extension.

    with psycopg.connect("dbname=erp") as connection:
        connection.execute("insert into invoice …")
        issued = khatm.postgres.issue(connection, "TILL-1", draft, request_key="sale-1")

The document is stamped, chained and queued by the statement, and committed or rolled back with everything else. A connection is one of
psycopg (2 or 3), of any other driver of the DB-API that takes ``%s``, Django's or SQLAlchemy's; a session of SQLAlchemy and a cursor
(Odoo's) will do as well. What was refused is raised as everywhere, from the driver's own exception; the transaction is then at its end,
unless there was a savepoint. For asyncio: ``khatm.aio.postgres``.

What is to be handed over is asked for when the transaction is committed: ``Khatm.open("postgresql://…").receipt(uuid)``.
"""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, Optional, cast

from . import _khatm
from ._errors import KhatmError
from ._values import Environment, Issued

if TYPE_CHECKING:
    from ._khatm import _Draft, _Uuid

__all__ = ["issue", "issue_all"]

_ISSUE, _ISSUE_ALL = _khatm.statements()


def issue(
    connection: Any,
    device: str,
    draft: _Draft,
    *,
    request_key: Optional[str] = None,
    corrects: Optional[_Uuid] = None,
    environment: Optional[Environment] = None,
    language: str = "en",
) -> Issued:
    """Issues a document within the connection's transaction. Asked again with the same request key, the same document is returned."""
    values = _one(device, draft, request_key, corrects, environment, language)
    return cast(Issued, _khatm.made(_ask(connection, _ISSUE, values, language), False, language))


def issue_all(
    connection: Any,
    device: str,
    drafts: Iterable[_Draft | tuple[_Draft, Optional[str]]],
    *,
    environment: Optional[Environment] = None,
    language: str = "en",
) -> list[Issued]:
    """Issues several, all or none: drafts, or pairs of a draft and its request key."""
    values = _several(device, drafts, environment, language)
    return cast("list[Issued]", _khatm.made(_ask(connection, _ISSUE_ALL, values, language), True, language))


def _one(
    device: str, draft: Any, request_key: Optional[str], corrects: Any, environment: Optional[str], language: str
) -> list[Any]:
    stands_for = None if corrects is None else str(corrects)
    return [device, _khatm.drafted(draft, language), request_key, stands_for, environment]


def _several(device: str, drafts: Iterable[Any], environment: Optional[str], language: str) -> list[Any]:
    texts, keys = [], []
    for order, given in enumerate(drafts):
        draft, key = given if isinstance(given, tuple) else (given, None)
        try:
            texts.append(_khatm.drafted(draft, language))
        except KhatmError as error:
            error.order = order
            raise
        keys.append(key)
    return [device, texts, keys, environment]


def _formatted(statement: str) -> str:
    """With the placeholders of most drivers. Each value stands in the statement once, in its order."""
    return re.sub(r"\$\d+", "%s", statement)


def _ask(connection: Any, statement: str, values: Sequence[Any], language: str) -> str:
    try:
        return _only(_row(connection, statement, values))
    except Exception as error:
        _told(error, language)


def _row(connection: Any, statement: str, values: Sequence[Any]) -> Any:
    if hasattr(connection, "get_bind") and callable(getattr(connection, "connection", None)):
        # A session of SQLAlchemy.
        connection = connection.connection()
    if hasattr(connection, "exec_driver_sql"):
        return connection.exec_driver_sql(_formatted(statement), tuple(values)).fetchone()
    if hasattr(connection, "execute") and hasattr(connection, "fetchone"):
        connection.execute(_formatted(statement), values)
        return connection.fetchone()
    if callable(getattr(connection, "cursor", None)):
        with contextlib.closing(_plain_cursor(connection)) as cursor:
            cursor.execute(_formatted(statement), values)
            return cursor.fetchone()
    raise TypeError(f"a connection of psycopg or SQLAlchemy, or a cursor, is needed, not {type(connection).__name__}")


def _plain_cursor(connection: Any) -> Any:
    """A cursor that gives rows as they come, whatever the connection makes of them."""
    psycopg = sys.modules.get("psycopg")
    if psycopg is not None and isinstance(connection, (psycopg.Connection, psycopg.AsyncConnection)):
        return connection.cursor(row_factory=sys.modules["psycopg.rows"].tuple_row)
    return connection.cursor()


def _only(row: Any) -> str:
    """The one value of a row, however the driver shows rows."""
    value = next(iter(row.values())) if isinstance(row, Mapping) else row[0]
    return str(value)


def _told(error: BaseException, language: str) -> NoReturn:
    """Raises what the extension said; what somebody else said stays as it is."""
    seen = error
    for _ in range(4):
        diagnosis = getattr(seen, "diag", None)
        message = getattr(diagnosis, "message_primary", None) or getattr(seen, "message", None)
        detail = getattr(diagnosis, "message_detail", None) or getattr(seen, "detail", None)
        if isinstance(message, str):
            ours = _khatm.said(message, detail if isinstance(detail, str) else None, language)
            if ours is not None:
                raise ours from error
        # SQLAlchemy and Django wrap what the driver raised.
        inner = getattr(seen, "orig", None) or seen.__cause__
        if inner is None:
            break
        seen = inner
    raise error
