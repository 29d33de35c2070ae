"""Python's socketserver over ONNX Runtime: a thread for each connection, requests in their order.

It takes the frames of CLASSIFY and nothing else of the protocol, and checks what a careless server
checks: nothing. So it does less than mnistd for each request.
"""

import platform
import socketserver
import struct

import numpy as np
import serving

HEADER = struct.Struct("<4sBBHQIIII")
HEAD = struct.Struct("<IHH")


def serve(classify, path):
    class Handler(socketserver.BaseRequestHandler):
        def handle(self):
            stream = self.request
            frame = bytearray(1 << 20)
            view = memoryview(frame)
            held = 0
            while True:
                while held < HEADER.size:
                    received = stream.recv_into(view[held:])
                    if received == 0:
                        return
                    held += received
                magic, version, code, _, number, _, count, length, _ = HEADER.unpack_from(frame)
                size = HEADER.size + (length + 7) // 8 * 8
                if size > len(frame):
                    frame.extend(bytes(size - len(frame)))
                    view = memoryview(frame)
                while held < size:
                    received = stream.recv_into(view[held:])
                    if received == 0:
                        return
                    held += received
                start = HEADER.size + HEAD.size
                pixels = np.frombuffer(frame, np.uint8, length - HEAD.size, start)
                labels = classify(pixels.reshape(count, -1)).astype("<u2").tobytes()
                answered = HEAD.size + len(labels)
                header = HEADER.pack(magic, version, code | 0x80, 0, number, 1, count, answered, 0)
                head = HEAD.pack(10, 0, 0)
                stream.sendall(header + head + labels + bytes(-answered % 8))
                rest = held - size
                view[:rest] = bytes(view[size:held])
                held = rest

    class Server(socketserver.ThreadingUnixStreamServer):
        daemon_threads = True
        request_queue_size = 128

    with Server(path, Handler) as server:
        server.serve_forever()


serving.run(f"Python {platform.python_version()}", serve)
