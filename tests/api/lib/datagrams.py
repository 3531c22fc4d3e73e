"""Listens on a Unix datagram socket, which Node cannot, and prints each datagram as a line of JSON.
Usage: datagrams.py ADDRESS; '@' begins an abstract one. The first line says that it listens."""
import json
import socket
import sys

address = sys.argv[1]
listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
listener.bind("\0" + address[1:] if address.startswith("@") else address)
print(json.dumps("listening"), flush=True)
while True:
    print(json.dumps(listener.recv(4096).decode()), flush=True)
