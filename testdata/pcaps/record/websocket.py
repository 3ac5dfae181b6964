#!/usr/bin/python3
"""websocket.py serve ADDRESS PORT | talk URL: an echo server and a client that sends text, binary, a fragmented message and a ping."""
import asyncio
import sys

import websockets


async def echo(ws, *_):
    async for m in ws:
        await ws.send(m)


async def serve(address, port):
    async with websockets.serve(echo, address, port, compression=None):
        await asyncio.Future()


async def talk(url):
    async with websockets.connect(url, compression=None) as ws:
        for m in ("hello over a WebSocket", bytes(range(200)), ["in ", "three ", "fragments"]):
            await ws.send(m)
            await ws.recv()
        await (await ws.ping(b"are you there"))


if sys.argv[1] == "serve":
    asyncio.run(serve(sys.argv[2], int(sys.argv[3])))
else:
    asyncio.run(talk(sys.argv[2]))
