# SPDX-License-Identifier: Apache-2.0
"""Serves a slide's DeepZoom tiles by openslide-python, a thread a connection, as its own example does.

deepzoom_server.py SLIDE     prints the port of the loopback that it listens on, and serves until its input ends

A tile is /LEVEL/COLUMN_ROW.jpeg, of 254 px with an overlap of 1, as JPEG of quality 85.
"""

import io
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import openslide
from openslide.deepzoom import DeepZoomGenerator


def handler(pyramid):
    class Tiles(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self):
            level, place = self.path.removesuffix(".jpeg").strip("/").split("/")
            column, row = place.split("_")
            picture = io.BytesIO()
            pyramid.get_tile(int(level), (int(column), int(row))).save(picture, "jpeg", quality=85)
            self.send_response(200)
            self.send_header("Content-Type", "image/jpeg")
            self.send_header("Content-Length", str(picture.tell()))
            self.end_headers()
            self.wfile.write(picture.getvalue())

        def log_message(self, *_):
            pass

    return Tiles


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # all viewers connect at once


def main(slide):
    pyramid = DeepZoomGenerator(openslide.OpenSlide(slide), tile_size=254, overlap=1, limit_bounds=False)
    server = Server(("127.0.0.1", 0), handler(pyramid))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
