#!/usr/bin/python3
"""chat.py serve: answers each message with one. chat.py talk URI [KEYLOG [PASSWORD]]: says some; in clear they are compressed."""
import asyncio
import json
import ssl
import sys

import websockets


async def answer(socket):
    await socket.send(json.dumps({"type": "welcome", "room": "example", "members": ["alice", "bob"]}))
    async for message in socket:
        if message == "bye":
            await socket.close(1000, "see you")
        elif isinstance(message, bytes):
            await socket.send(message[::-1])
        elif '"login"' in message:
            await socket.send(json.dumps({"type": "welcome"}))
        else:
            await socket.send(json.dumps({"type": "message", "room": "example", "members": ["alice", "bob"], "text": message}))
            pong = await socket.ping("still there?")
            await pong


async def lines():
    for i in range(3):
        yield f"line {i} of a message in fragments\n"


async def talk(uri, log=None, password=None):
    context = None
    if log:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode, context.keylog_filename = False, ssl.CERT_NONE, log
    async with websockets.connect(uri, ssl=context, compression=None if log else "deflate", ping_interval=None) as socket:
        await socket.recv()
        await socket.send("Hello, world.")
        await socket.recv()
        await socket.send(lines())
        await socket.recv()
        await socket.send(bytes(range(200)))
        await socket.recv()
        await (await socket.ping("ping"))
        if password:
            await socket.send(json.dumps({"type": "login", "user": "alice", "password": password}))
            await socket.recv()
        await socket.send("bye")
        await socket.wait_closed()


async def serve():
    async with websockets.serve(answer, "", 8765, ping_interval=None, server_header=None):
        await asyncio.Future()


asyncio.run(serve() if sys.argv[1] == "serve" else talk(*sys.argv[2:]))
