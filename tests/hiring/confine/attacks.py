"""Hostile scripts: each says "escaped" if it got through; ARGUMENT is what the test hands it."""

from collections.abc import Mapping

CALL = """
import ctypes, sys
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    return libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
"""

NUMBERS = """
import platform
x86 = platform.machine() == "x86_64"
"""

ATTACKS: Mapping[str, str] = {
    "reach this machine's loopback": """
import socket, sys
if socket.socket().connect_ex(("127.0.0.1", int(ARGUMENT))) == 0:
    print("escaped")
""",
    "talk to the hypervisor": """
import socket
socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
print("escaped")
""",
    "ask the kernel about networks": """
import socket
socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)
print("escaped")
""",
    "read a file of the worker": """
print("escaped", open(ARGUMENT).read())
""",
    "read a file of the worker through a link": """
import os
os.symlink(ARGUMENT, "innocent.csv")
print("escaped", open("innocent.csv").read())
""",
    "read the password hashes": """
print("escaped", open("/etc/shadow").read())
""",
    "find a secret in its environment": """
import os
if "SECRET_KEY" in os.environ:
    print("escaped")
""",
    "find a secret in another process": """
import pathlib
for process in pathlib.Path("/proc").glob("[0-9]*"):
    if b"SECRET_KEY" in (process / "environ").read_bytes():
        print("escaped")
""",
    "see other processes": """
import os
if len([name for name in os.listdir("/proc") if name.isdigit()]) > 3:
    print("escaped")
""",
    "inherit an open file": """
import os
if any(not os.readlink(f"/proc/self/fd/{handle}").startswith("/proc/") for handle in os.listdir("/proc/self/fd")[3:]):
    print("escaped")
""",
    "change the system": """
open("/usr/escaped", "w")
print("escaped")
""",
    "change the gate": """
import os
open(os.path.join(os.environ["PYTHONPATH"].split(":")[0], "grader", "escaped"), "w")
print("escaped")
""",
    "make a namespace of users": CALL
    + """
if libc.unshare(0x10000000) == 0:
    print("escaped")
""",
    "make a namespace of mounts in a clone": CALL
    + NUMBERS
    + """
if call(56 if x86 else 220, 0x10020000 | 17, 0, 0, 0, 0) >= 0:
    print("escaped")
""",
    "mount something": CALL
    + """
if libc.mount(b"none", b"/sandbox", b"tmpfs", 0, None) == 0:
    print("escaped")
""",
    "trace a process": CALL
    + """
if libc.ptrace(0, 0, 0, 0) == 0:
    print("escaped")
""",
    "use the kernel's keys": CALL
    + NUMBERS
    + """
if call(250 if x86 else 219, 0, -3, 1) > 0:
    print("escaped")
""",
    "use io_uring": CALL
    + """
parameters = ctypes.create_string_buffer(120)
if call(425, 1, ctypes.addressof(parameters)) >= 0:
    print("escaped")
""",
    "load a program into the kernel": CALL
    + NUMBERS
    + """
attributes = ctypes.create_string_buffer(128)
if call(321 if x86 else 280, 0, ctypes.addressof(attributes), 128) >= 0 or ctypes.get_errno() == 22:
    print("escaped")
""",
    "make a program that changes user": """
import os
open("program", "w").close()
os.chmod("program", 0o4755)
print("escaped")
""",
    "call the kernel in another dialect": CALL
    + """
if call(0x40000000 | 39) > 0:
    print("escaped")
""",
    "change its own input": """
open("input.txt", "a").write("forged")
print("escaped")
""",
    "put something else in its input's place": """
import os
os.unlink("input.txt")
print("escaped")
""",
    "fill the disk": """
with open("big", "wb") as file:
    for _ in range(64):
        file.write(bytes(1024 * 1024))
print("escaped")
""",
    "fill the root": """
open("/big", "wb").write(bytes(1024 * 1024))
print("escaped")
""",
    "bring in a device": """
import os
os.mknod("disk", 0o60666, os.makedev(254, 0))
print("escaped")
""",
}

# What a script that anyone may run gets away with where nothing confines it; the suite could not fail otherwise.
GET_THROUGH_UNCONFINED = (
    "reach this machine's loopback",
    "ask the kernel about networks",
    "read a file of the worker",
    "read a file of the worker through a link",
    "find a secret in its environment",
    "see other processes",
    "trace a process",
    "use the kernel's keys",
    "make a program that changes user",
    "change its own input",
    "put something else in its input's place",
    "fill the disk",
)
