#!/usr/bin/python3
"""grpcnotes.py serve | call HOST: a service of gRPC and its calls. Messages are those of protocol buffers, written out by hand.

    message Note { string text = 1; uint64 number = 2; repeated Note parts = 3; double share = 4; fixed32 tag = 5; }
    service Notes { rpc Get(Note) returns (Note); rpc List(Note) returns (stream Note); rpc Chat(stream Note) returns (stream Note); }
"""
import struct
import sys
import time
from concurrent import futures

import grpc


def varint(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def note(text, number, parts=()):
    b = b"\x0a" + varint(len(text)) + text.encode() + b"\x10" + varint(number)
    for p in parts:
        b += b"\x1a" + varint(len(p)) + p
    return b + b"\x21" + struct.pack("<d", 0.5) + b"\x2d" + struct.pack("<I", 7)


def get(request, context):
    if b"nobody" in request:
        context.abort(grpc.StatusCode.NOT_FOUND, "no note of that name")
    if b"slow" in request:
        time.sleep(1)
    time.sleep(0.05)
    return note("the answer", 42, [note("a part", 1), note("another", 2)])


def many(request, context):
    if b"long" in request:
        yield note("0123456789" * 2000, 3)
        return
    for i in range(3):
        time.sleep(0.02)
        yield note("item %d" % i, i)


def chat(requests, context):
    for r in requests:
        yield note("heard %d bytes" % len(r), len(r))


def serve():
    s = grpc.server(futures.ThreadPoolExecutor(4))
    same = dict(request_deserializer=None, response_serializer=None)
    s.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("example.Notes", {
        "Get": grpc.unary_unary_rpc_method_handler(get, **same), "List": grpc.unary_stream_rpc_method_handler(many, **same),
        "Chat": grpc.stream_stream_rpc_method_handler(chat, **same)}),))
    s.add_insecure_port("0.0.0.0:50051")
    s.start()
    s.wait_for_termination()


def call(host):
    with grpc.insecure_channel(host + ":50051", [("grpc.http2.max_frame_size", 16384)]) as c:
        one, several, both = c.unary_unary("/example.Notes/Get"), c.unary_stream("/example.Notes/List"), c.stream_stream("/example.Notes/Chat")
        one(note("first", 1))
        one(note("again and " * 30, 2), compression=grpc.Compression.Gzip)
        for _ in several(note("three", 3)):
            pass
        for _ in several(note("long", 4)):
            pass
        for _ in both(iter([note("a", 1), note("b", 2)])):
            pass
        for request, limit in (("nobody", None), ("slow", 0.2)):
            try:
                one(note(request, 5), timeout=limit)
            except grpc.RpcError as e:
                print(e.code())


if __name__ == "__main__":
    serve() if sys.argv[1] == "serve" else call(sys.argv[2])
