"""Recomputes draws without our code and prints draw_vectors.json.

    python3 tests/services/review/draw_vectors.py > tests/services/review/draw_vectors.json

The steps are those of the record format: seed = SHA-256(root, nonce); x = first 8 bytes of
SHA-256(seed, counter); reject x >= 2^64 - 2^64 mod m; take out candidate x mod m.
"""
import hashlib
import json


def draw(root: bytes, nonce: bytes, pool: int, count: int) -> dict:
    seed = hashlib.sha256(root + nonce).digest()
    left = list(range(pool))
    picks = []
    counter = 0
    while len(picks) < count:
        x = int.from_bytes(hashlib.sha256(seed + counter.to_bytes(8, "big")).digest()[:8], "big")
        counter += 1
        m = len(left)
        if x >= 2**64 - 2**64 % m:
            continue
        picks.append(left.pop(x % m))
    return {"root": root.hex(), "nonce": nonce.hex(), "pool": pool, "count": count,
            "seed": seed.hex(), "picks": picks}


CASES = [draw(bytes(32), b"\x11" * 32, 5, 3)]
for i in range(1, 12):
    CASES.append(draw(hashlib.sha256(b"root %d" % i).digest(), hashlib.sha256(b"nonce %d" % i).digest(),
                      i * i, (i * i + 1) // 2))
CASES.append(draw(b"\xff" * 32, b"\x00" * 32, 1, 1))
CASES.append(draw(b"\xff" * 32, b"\x00" * 32, 400, 20))
# x close to 2^64: the bound below which a block counts, for each number of candidates.
BOUNDS = [{"m": m, "largest_taken": str(2**64 - 2**64 % m - 1)} for m in (1, 2, 3, 7, 10, 400)]
print(json.dumps({"draws": CASES, "bounds": BOUNDS}, indent=1))
