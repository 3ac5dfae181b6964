#!/usr/bin/python3
"""http2app.py is what hypercorn and nginx do not serve by themselves, and a client for it.

    hypercorn http2app:app         /think?ms=N waits, /size?n=N has N bytes, /dns-query is a resolver (RFC 8484), /chat a WebSocket (RFC 8441)
    http2app.py chat HOST PORT     talks to /chat in a stream of HTTP/2 that is asked for by extended CONNECT
    http2app.py hold HOST PORT     asks for /size?n=24000 twice with windows of 8192 bytes, and lets the server wait 150 ms before it opens them
"""
import asyncio
import socket
import sys
import time
import urllib.parse
from base64 import urlsafe_b64decode

ANSWER = bytes.fromhex("c00c00010001000000780004c0000215")  # the name asked for, A, IN, 120 s, 192.0.2.21


async def whole(receive):
    body, more = b"", True
    while more:
        m = await receive()
        body, more = body + m.get("body", b""), m.get("more_body", False)
    return body


async def reply(send, body, kind=b"text/plain"):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind), (b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (m := await receive())["type"] == "websocket.receive":
            if m.get("text"):
                await send({"type": "websocket.send", "text": "you said: " + m["text"]})
            else:
                await send({"type": "websocket.send", "bytes": m["bytes"][::-1]})
        return
    query = dict(urllib.parse.parse_qsl(scope["query_string"].decode()))
    body = await whole(receive)
    if scope["path"] == "/think":
        await asyncio.sleep(int(query["ms"]) / 1000)
        await reply(send, b"thought\n")
    elif scope["path"] == "/size":
        await reply(send, b"0123456789abcde\n" * (int(query["n"]) // 16))
    elif scope["path"] == "/dns-query":
        asked = body or urlsafe_b64decode(query["dns"] + "==")
        question = asked[12 : asked.index(0, 12) + 5]
        await reply(send, asked[:2] + bytes.fromhex("81800001000100000000") + question + ANSWER, b"application/dns-message")
    else:
        await reply(send, b"Hello, world.\n")


def connect(settings=None):
    import h2.config
    import h2.connection

    s = socket.create_connection((sys.argv[2], int(sys.argv[3])))
    c = h2.connection.H2Connection(h2.config.H2Configuration(client_side=True))
    c.initiate_connection()
    if settings:
        c.update_settings(settings)
    s.sendall(c.data_to_send())
    return s, c


def chat():
    import h2.events
    import wsproto.connection
    import wsproto.events as ws

    s, c = connect()
    talk = wsproto.connection.Connection(wsproto.ConnectionType.CLIENT)
    todo = [ws.TextMessage("good morning"), ws.TextMessage("é à ü"), ws.BytesMessage(bytes(range(40))), ws.CloseConnection(1000, "enough")]
    while True:
        data = s.recv(65536)
        if not data:
            return
        for e in c.receive_data(data):
            if isinstance(e, h2.events.RemoteSettingsChanged) and 8 in c.remote_settings:
                c.send_headers(1, [(":method", "CONNECT"), (":protocol", "websocket"), (":scheme", "http"), (":path", "/chat"),
                                   (":authority", sys.argv[2]), ("sec-websocket-version", "13")])
            elif isinstance(e, h2.events.ResponseReceived):
                c.send_data(1, talk.send(todo.pop(0)))
            elif isinstance(e, h2.events.DataReceived):
                talk.receive_data(e.data)
                for got in talk.events():
                    if todo and not isinstance(got, ws.CloseConnection):
                        time.sleep(0.03)
                        c.send_data(1, talk.send(todo.pop(0)), end_stream=not todo)
            elif isinstance(e, h2.events.StreamEnded):
                c.close_connection()
                s.sendall(c.data_to_send())
                return
        s.sendall(c.data_to_send())


def hold():
    import h2.events

    s, c = connect({4: 8192})
    for stream in (1, 3):
        c.send_headers(stream, [(":method", "GET"), (":scheme", "http"), (":path", "/size?n=24000"), (":authority", sys.argv[2])], end_stream=True)
    s.sendall(c.data_to_send())
    owed, open_streams = {1: 0, 3: 0}, 2
    s.settimeout(0.15)  # so long nothing comes: the server waits
    while open_streams:
        try:
            data = s.recv(65536)
        except TimeoutError:
            for stream, n in owed.items():
                if n:
                    c.acknowledge_received_data(n, stream)
            owed = dict.fromkeys(owed, 0)
            s.sendall(c.data_to_send())
            continue
        for e in c.receive_data(data):
            if isinstance(e, h2.events.DataReceived):
                owed[e.stream_id] += e.flow_controlled_length
            elif isinstance(e, h2.events.StreamEnded):
                owed.pop(e.stream_id)
                open_streams -= 1
        s.sendall(c.data_to_send())
    c.close_connection()
    s.sendall(c.data_to_send())


if __name__ == "__main__":
    {"chat": chat, "hold": hold}[sys.argv[1]]()
