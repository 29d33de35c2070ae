"""Classifies without a pause until told to stop, sends unanswered requests again, and counts.

    load.py SOCKET IMAGES REPORT [LABELS...]

Every answer must be one of the sets of labels. SIGTERM ends it; REPORT then holds a line with the
numbers of batches sent and answered, and exit code 0 says that they are equal. It is there, with
other words, once the first batch was answered.
"""

import pathlib
import signal
import sys
import threading

import mnist_classify
import mnist_client

CONNECTIONS = 4


def main():
    path, images, report = sys.argv[1:4]
    pixels = mnist_classify.read_idx(images)
    expected = [pathlib.Path(name).read_text().split() for name in sys.argv[4:]]
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    sent, answered, faults = [0] * CONNECTIONS, [0] * CONNECTIONS, []

    def client(index):
        # Several requests in flight at any time, on a connection that is made anew each time.
        connection = mnist_client.Client(path, batch=30, window=4)
        while not stop.is_set():
            sent[index] += 1
            try:
                labels = [str(label) for label in connection.classify(pixels)]
            except Exception as fault:  # whatever it is, the batch is lost
                faults.append(repr(fault))
                continue
            # A reload may come between two requests of a batch, but each is one model's.
            rows = range(0, len(labels), 30)
            if all(any(labels[i : i + 30] == e[i : i + 30] for e in expected) for i in rows):
                answered[index] += 1
                if index == 0 and answered[0] == 1:
                    pathlib.Path(report).write_text("under way\n")
            else:
                faults.append("an answer is no model's")

    threads = [threading.Thread(target=client, args=(index,)) for index in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    stop.wait()
    for thread in threads:
        thread.join()
    lines = [f"sent {sum(sent)} answered {sum(answered)}", *faults[:5]]
    pathlib.Path(report).write_text("\n".join(lines) + "\n")
    return 0 if sum(sent) == sum(answered) > 0 else 1


sys.exit(main())
