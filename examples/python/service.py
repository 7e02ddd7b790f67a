"""A service that issues: a draft is posted, and answered with what to hand over and its QR code.

    KHATM_LEDGER=sqlite:shop.khatm KHATM_ENV=production uvicorn service:app

It may be killed at any moment. What was answered is kept and will be delivered; whoever got no answer posts the same again, under the same
Idempotency-Key, and gets the same document.
"""

import contextlib
import os
from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import FastAPI, Header, Request, Response
from fastapi.responses import JSONResponse

import khatm
from khatm import aio

STATUS = {"input": 422, "state": 409, "refused": 422, "busy": 503, "unsure": 503, "bug": 500}


@contextlib.asynccontextmanager
async def opened(app: FastAPI) -> AsyncIterator[None]:
    async with await aio.Khatm.open(os.environ["KHATM_LEDGER"]) as ledger:
        app.state.ledger = ledger
        await ledger.start()
        yield


app = FastAPI(lifespan=opened)


@app.exception_handler(khatm.KhatmError)
async def failed(_: Request, error: khatm.KhatmError) -> JSONResponse:
    names = ("code", "path", "message", "message_ar", "fix", "fix_ar", "findings")
    headers = {"Retry-After": str(error.retry_after_seconds or 1)} if STATUS[error.kind] == 503 else {}
    return JSONResponse({name: getattr(error, name) for name in names}, STATUS[error.kind], headers)


@app.post("/devices/{device}/documents", status_code=201)
async def issue(device: str, request: Request, idempotency_key: Annotated[str, Header()], wait_ms: int = 5_000) -> Any:
    ledger: aio.Khatm = request.app.state.ledger
    # The body as it came: a number in it is the one that was written.
    issued = await ledger.issue(device, await request.body(), request_key=idempotency_key)
    waited = await ledger.wait_cleared(issued["uuid"], wait_ms)
    receipt = await ledger.receipt(issued["uuid"])
    return {**issued, "qr": receipt["qr"], "may_hand_over": waited["may_hand_over"], "text": waited["text"]}


@app.get("/documents/{uuid}/qr.png")
async def picture(uuid: UUID, request: Request) -> Response:
    receipt = await request.app.state.ledger.receipt(uuid)
    if receipt["qr"] is None:
        return JSONResponse({"text": receipt["text"]}, 409)
    return Response(await aio.qr_png(receipt["qr"]), media_type="image/png")


@app.get("/health")
async def health(request: Request) -> Any:
    return await request.app.state.ledger.health()
