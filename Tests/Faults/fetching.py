"""The scenario of `dataset fetch`: a published data set from a server on the loopback address."""

import functools
import http.server
import os
import pathlib
import threading

from scenarios import Scenario, mixture

FILES = [
    "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz",
]
DEBIAN = "/usr/share/datasets/fashion-mnist"
MODE = 0o644


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of a directory, without a word about each request."""

    def log_message(self, format, *arguments):
        pass


class Server(http.server.ThreadingHTTPServer):
    """A server that takes it as it comes when a client is killed."""

    def handle_error(self, request, client_address):
        pass


def publication(full):
    """The name and folder of a published data set that is at hand, or `None`.

    Debian has compressed Fashion-MNIST anew, so that each run inflates it to know it: minutes in
    all, which are for the full form only.
    """
    for name, folder in [
        ("mnist", os.environ.get("MNIST_DIR")), ("fashion-mnist", DEBIAN if full else None),
    ]:
        if folder and all((pathlib.Path(folder) / file).is_file() for file in FILES):
            return name, pathlib.Path(folder)
    return None


def serve(folder):
    """Starts a server for a folder; gives its address."""
    server = Server(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}/"


def scenario(tool, home, full):
    """Half of a data set replaced: the test files are another's; `None` without a data set."""
    found = publication(full)
    if found is None:
        return None
    name, source = found
    url = serve(source)
    right = {file: ((source / file).read_bytes(), MODE) for file in FILES}
    # Other bytes under the same names, as another data set has them.
    other = {file: (b"another data set's " + file.encode(), MODE) for file in FILES[2:]}

    def command(folder, versions=None):
        return [
            str(tool), "dataset", "fetch", name, "--force", "--quiet", "--into", str(folder),
            "--mirror", url,
        ]

    return Scenario(
        "dataset fetch", command, right | other, right, next_start=command,
        mixture=lambda files: mixture(files, right, right | other, suffix=".gz"),
        # No proxy and no settings of the user's stand between the tool and the server.
        environment=dict(os.environ, no_proxy="*", HOME=str(home), CURL_HOME=str(home)))
