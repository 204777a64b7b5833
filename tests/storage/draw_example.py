"""Prints the worked draw of storage/FORMAT.md, without our code.

    python3 tests/storage/draw_example.py
"""
import hashlib

ROOT = bytes(32)
NONCE = b"\x11" * 32
POOL = ["people/an", "people/bo", "people/chen", "people/deng", "people/fan"]
COUNT = 3

print("root      " + ROOT.hex())
print("nonce     " + NONCE.hex())
print("committed " + hashlib.sha256(NONCE).hexdigest())
print("pool      " + " ".join(POOL))
seed = hashlib.sha256(ROOT + NONCE).digest()
print("seed      " + seed.hex())
left = sorted(POOL, key=lambda name: name.encode())
counter = 0
picked = []
while len(picked) < COUNT:
    block = hashlib.sha256(seed + counter.to_bytes(8, "big")).digest()
    x = int.from_bytes(block[:8], "big")
    m = len(left)
    taken = x < 2**64 - 2**64 % m
    print(f"block {counter}   {block.hex()}")
    print(f"          x = {x}, m = {m}, " + (f"x mod m = {x % m}: {left[x % m]}" if taken else "rejected"))
    if taken:
        picked.append(left.pop(x % m))
    counter += 1
print("picked    " + " ".join(picked))
