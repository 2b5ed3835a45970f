# SPDX-License-Identifier: Apache-2.0
"""Serves a slide's DeepZoom tiles by openslide-python behind waitress.

deepzoom_server.py SLIDE     prints the port of the loopback that it listens on, and serves until its input ends

A tile is /LEVEL/COLUMN_ROW.jpeg, of 254 px with an overlap of 1, as JPEG of quality 85.
"""

import io
import logging
import os
import sys
import threading

import openslide
import waitress
from openslide.deepzoom import DeepZoomGenerator


def application(pyramid):
    def tile(environ, start_response):
        level, place = environ["PATH_INFO"].removesuffix(".jpeg").strip("/").split("/")
        column, row = place.split("_")
        picture = io.BytesIO()
        pyramid.get_tile(int(level), (int(column), int(row))).save(picture, "jpeg", quality=85)
        body = picture.getvalue()
        start_response("200 OK", [("Content-Type", "image/jpeg"), ("Content-Length", str(len(body)))])
        return [body]

    return tile


def main(slide):
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    pyramid = DeepZoomGenerator(openslide.OpenSlide(slide), tile_size=254, overlap=1, limit_bounds=False)
    server = waitress.create_server(
        application(pyramid), host="127.0.0.1", port=0, threads=4 * (os.cpu_count() or 1), connection_limit=1000
    )
    threading.Thread(target=server.run, daemon=True).start()
    print(server.effective_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1])
