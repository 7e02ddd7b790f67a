"""Khatm for asyncio: the same calls, to be awaited.

Each runs in a thread, so that the event loop goes on. What is quick shares a few threads; what waits has one of its own, so that any
number may wait. Threads are made when they are first needed, by each process for itself.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import os
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Concatenate, Optional, ParamSpec, TypeVar

from .. import _khatm

__all__ = [
    "Khatm",
    "build",
    "check",
    "csr",
    "explain",
    "inspect",
    "qr",
    "qr_escpos",
    "qr_png",
    "qr_svg",
    "seal",
    "validate",
    "verify",
    "verify_qr",
]

_P = ParamSpec("_P")
_R = TypeVar("_R")
_pool: Optional[ThreadPoolExecutor] = None
_pool_of: Optional[int] = None
_guard = threading.Lock()


def _threads() -> ThreadPoolExecutor:
    global _pool, _pool_of
    with _guard:
        # A process that was copied has none of the threads.
        if _pool is None or _pool_of != os.getpid():
            _pool = ThreadPoolExecutor(max_workers=min(32, (os.cpu_count() or 1) + 4), thread_name_prefix="khatm")
            _pool_of = os.getpid()
        return _pool


def _after_fork() -> None:
    global _guard
    _guard = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


async def _quick(call: Callable[[], _R]) -> _R:
    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_threads(), functools.partial(context.run, call))


async def _waiting(call: Callable[[], _R]) -> _R:
    """In a thread of its own. Who no longer waits for it leaves it to its end."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[_R] = loop.create_future()
    context = contextvars.copy_context()

    def settle(result: Optional[_R], error: Optional[BaseException]) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(result)  # type: ignore[arg-type]
        else:
            done.set_exception(error)

    def run() -> None:
        result: Optional[_R] = None
        error: Optional[BaseException] = None
        try:
            result = context.run(call)
        except BaseException as caught:
            error = caught
        try:
            loop.call_soon_threadsafe(settle, result, error)
        except RuntimeError:
            # The event loop was closed meanwhile: nobody is left to be told.
            pass

    threading.Thread(target=run, name="khatm-wait", daemon=True).start()
    return await done


def _call(function: Callable[_P, _R]) -> Callable[_P, Coroutine[Any, Any, _R]]:
    @functools.wraps(function)
    async def later(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        return await _quick(functools.partial(function, *args, **kwargs))

    return later


def _method(
    function: Callable[Concatenate[_khatm.Khatm, _P], _R], *, waits: bool = False
) -> Callable[Concatenate[Khatm, _P], Coroutine[Any, Any, _R]]:
    run = _waiting if waits else _quick

    @functools.wraps(function)
    async def later(self: Khatm, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        return await run(functools.partial(function, self.sync, *args, **kwargs))

    return later


verify = _call(_khatm.verify)
verify_qr = _call(_khatm.verify_qr)
check = _call(_khatm.check)
build = _call(_khatm.build)
validate = _call(_khatm.validate)
seal = _call(_khatm.seal)
explain = _call(_khatm.explain)
inspect = _call(_khatm.inspect)
csr = _call(_khatm.csr)
qr = _call(_khatm.qr)
qr_escpos = _call(_khatm.qr_escpos)
qr_png = _call(_khatm.qr_png)
qr_svg = _call(_khatm.qr_svg)
_open = _call(_khatm.Khatm.open)
_resume = _call(_khatm.Khatm.resume)
_abandon = _call(_khatm.Khatm.abandon)


class Khatm:
    """A ledger, to be awaited: ``async with await Khatm.open("sqlite:shop.khatm") as khatm``."""

    sync: _khatm.Khatm
    """The same ledger for who does not await."""

    def __init__(self, sync: _khatm.Khatm) -> None:
        self.sync = sync

    @classmethod
    async def open(cls, url: str, **options: Any) -> Khatm:
        """``khatm.Khatm.open``, with its options."""
        return cls(await _open(url, **options))

    resume = staticmethod(_resume)
    abandon = staticmethod(_abandon)

    @property
    def root_key_made(self) -> Optional[str]:
        """Where a root key was made for it, if one was."""
        return self.sync.root_key_made

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self.sync.closed

    @property
    def delivering(self) -> bool:
        """Whether a loop delivers in the background."""
        return self.sync.delivering

    devices = _method(_khatm.Khatm.devices)
    device = _method(_khatm.Khatm.device)
    add_device = _method(_khatm.Khatm.add_device)
    import_device = _method(_khatm.Khatm.import_device)
    onboard = _method(_khatm.Khatm.onboard, waits=True)
    restart_onboarding = _method(_khatm.Khatm.restart_onboarding)
    check = _method(_khatm.Khatm.check)
    issue = _method(_khatm.Khatm.issue)
    issue_all = _method(_khatm.Khatm.issue_all)
    document = _method(_khatm.Khatm.document)
    find = _method(_khatm.Khatm.find)
    receipt = _method(_khatm.Khatm.receipt)
    way = _method(_khatm.Khatm.way)
    story = _method(_khatm.Khatm.story)
    submit = _method(_khatm.Khatm.submit, waits=True)
    deliver = _method(_khatm.Khatm.deliver, waits=True)
    start = _method(_khatm.Khatm.start)
    stop = _method(_khatm.Khatm.stop, waits=True)
    wait_cleared = _method(_khatm.Khatm.wait_cleared, waits=True)
    outbox = _method(_khatm.Khatm.outbox)
    retry = _method(_khatm.Khatm.retry)
    hold = _method(_khatm.Khatm.hold)
    free = _method(_khatm.Khatm.free)
    unpark = _method(_khatm.Khatm.unpark)
    release = _method(_khatm.Khatm.release)
    health = _method(_khatm.Khatm.health)
    metrics = _method(_khatm.Khatm.metrics)
    anchor = _method(_khatm.Khatm.anchor)
    verify_ledger = _method(_khatm.Khatm.verify_ledger, waits=True)
    close = _method(_khatm.Khatm.close, waits=True)

    async def __aenter__(self) -> Khatm:
        return self

    async def __aexit__(
        self,
        kind: Optional[type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return repr(self.sync).replace("khatm.Khatm", "khatm.aio.Khatm", 1)
