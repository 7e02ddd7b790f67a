"""``khatm.postgres`` for asyncio: connections of psycopg (3), asyncpg and SQLAlchemy, and SQLAlchemy's sessions."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Optional, cast

from .. import _khatm
from .._values import Environment, Issued
from ..postgres import _ISSUE, _ISSUE_ALL, _formatted, _one, _only, _plain_cursor, _several, _told

if TYPE_CHECKING:
    from .._khatm import _Draft, _Uuid

__all__ = ["issue", "issue_all"]


async def issue(
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
    return cast(Issued, _khatm.made(await _ask(connection, _ISSUE, values, language), False, language))


async def issue_all(
    connection: Any,
    device: str,
    drafts: Iterable[_Draft | tuple[_Draft, Optional[str]]],
    *,
    environment: Optional[Environment] = None,
    language: str = "en",
) -> list[Issued]:
    """Issues several, all or none: drafts, or pairs of a draft and its request key."""
    values = _several(device, drafts, environment, language)
    return cast("list[Issued]", _khatm.made(await _ask(connection, _ISSUE_ALL, values, language), True, language))


async def _ask(connection: Any, statement: str, values: Sequence[Any], language: str) -> str:
    try:
        return _only(await _row(connection, statement, values))
    except Exception as error:
        _told(error, language)


async def _row(connection: Any, statement: str, values: Sequence[Any]) -> Any:
    if hasattr(connection, "get_bind") and callable(getattr(connection, "connection", None)):
        # A session of SQLAlchemy.
        connection = await connection.connection()
    if hasattr(connection, "exec_driver_sql"):
        style = connection.dialect.paramstyle
        text = statement if style == "numeric_dollar" else _formatted(statement)
        return (await connection.exec_driver_sql(text, tuple(values))).fetchone()
    if inspect.iscoroutinefunction(getattr(connection, "fetchrow", None)):
        return await connection.fetchrow(statement, *values)
    if callable(getattr(connection, "cursor", None)):
        async with _plain_cursor(connection) as cursor:
            await cursor.execute(_formatted(statement), values)
            return await cursor.fetchone()
    raise TypeError(f"a connection of psycopg, asyncpg or SQLAlchemy is needed, not {type(connection).__name__}")
