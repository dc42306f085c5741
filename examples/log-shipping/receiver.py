"""An archive to try the log-shipping example with: keeps every PUT body in ./received."""
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

FOLDER = Path(__file__).parent / "received"


class Receiver(BaseHTTPRequestHandler):
    def do_PUT(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        FOLDER.mkdir(exist_ok=True)
        (FOLDER / Path(self.path).name).write_bytes(body)
        self.send_response(201)
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", 8099), Receiver).serve_forever()
