"""Does for a server what systemd does for a unit with a socket: opens the socket, hands it over as
descriptor 3, and keeps it while one process of the server takes the place of another.

Usage: activate.py SOCKETS PROGRAM [ARGUMENT...]

Prints the port of the first socket. On SIGHUP the process that serves gets SIGTERM, and the next
one starts when it has ended; on SIGTERM the last one is ended. The exit code is that of the last
one."""
import fcntl
import os
import signal
import socket
import sys

FIRST = 3  # SD_LISTEN_FDS_START
FREE = 64  # where no descriptor is in the way of those that are handed over
again = False
child = None


def start():
    pid = os.fork()
    if pid:
        return pid
    for i, descriptor in enumerate(descriptors):
        os.dup2(descriptor, FIRST + i)
    os.environ["LISTEN_PID"] = str(os.getpid())
    os.environ["LISTEN_FDS"] = str(len(descriptors))
    os.execv(sys.argv[2], sys.argv[2:])


def on_signal(number, _frame):
    global again
    again = number == signal.SIGHUP
    os.kill(child, signal.SIGTERM)


sockets = [socket.create_server(("127.0.0.1", 0), backlog=512) for _ in range(int(sys.argv[1]))]
descriptors = [fcntl.fcntl(s, fcntl.F_DUPFD_CLOEXEC, FREE) for s in sockets]
child = start()
signal.signal(signal.SIGHUP, on_signal)
signal.signal(signal.SIGTERM, on_signal)
print(sockets[0].getsockname()[1], flush=True)
while True:
    _, status = os.waitpid(child, 0)
    if not again:
        sys.exit(os.waitstatus_to_exitcode(status))
    again = False
    child = start()
