#!/usr/bin/env python3
"""Rules about the code itself: include ranks, forbidden calls, gates, test targets, words, sizes, proto lint.

Run    python3 tests/tidy/tidy_test.py [TidyTest.test_…]
Reads  the source tree only; the tables beside this file say what is allowed, and why.
"""
import pathlib
import re
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
LINES_MAX = 700
CODE = {".h", ".cc", ".proto", ".py", ".ts", ".sh"}
SKIPPED = {"build", "node_modules", ".git", "gen"}


def files(*suffixes):
    for top in ("services", "storage", "clients", "tests", "proto", "deploy"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and path.suffix in suffixes and not SKIPPED & set(path.relative_to(ROOT).parts):
                yield path


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def rows(table):
    for line in (HERE / table).read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


def code_only(text):
    """Without comments: a rule about calls says nothing about what is written about them."""
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


class TidyTest(unittest.TestCase):
    def report(self, problems):
        self.assertFalse(problems, "\n" + "\n".join(problems[:40]) + f"\n({len(problems)} in all)")

    def test_include_ranks(self):
        rooms = {}
        for line in rows("rooms.txt"):
            left, _, right = line.partition("+")
            rank, room = left.split()
            rooms[room] = (int(rank), right.split())

        def room_of(name):
            parts = name.split("/")
            for end in range(len(parts), 0, -1):
                if "/".join(parts[:end]) in rooms:
                    return "/".join(parts[:end])
            return None

        def allowed(room, target):
            rank, extra = rooms[room]
            if target.startswith("plumbline/"):
                kind = "pb:" + target.split("/")[1]
                return rank >= 5 or kind in extra or (rank == 4 and kind in ("pb:v1", "pb:config", "pb:journal", "pb:state"))
            other = room_of(target)
            if other is None or other == room:
                return True
            if target in extra or other in extra:
                return True
            return rooms[other][0] < rank and not (rank == 4 and rooms[other][0] == 2 and other == "storage")

        problems, unowned = [], []
        for path in files(".h", ".cc"):
            name = name_of(path)
            if name.startswith("tests/"):
                continue
            room = room_of(name)
            if room is None:
                unowned.append(f"{name}: no room owns it; add it to rooms.txt")
                continue
            for target in re.findall(r'^#include "([^"]+)"', path.read_text(encoding="utf-8"), re.M):
                if target.startswith("tests/"):
                    problems.append(f"{name} includes {target}: nobody includes tests")
                # all_rooms.cc is the list of the rooms and nothing else.
                elif name != "services/all_rooms.cc" and not allowed(room, target):
                    problems.append(f"{name} includes {target}: rank {rooms[room][0]} may not")
        self.report(unowned + problems)

    def test_calls_that_make_runs_differ_stand_in_few_places(self):
        calls = {
            "clock": r"\babsl::Now\(|\bsystem_clock::now|\bsteady_clock::now|\bclock_gettime\(|\bgettimeofday\(|[^\w:]time\((?:nullptr|NULL|0)\)",
            "rand": r"\brand\(\)|\bsrand\(|\brandom_device\b|\bmt19937|\babsl::BitGen\b",
            "filesystem": r"\bstd::filesystem\b",
            "getenv": r"\bgetenv\(",
        }
        allow = [line.split(None, 2) for line in rows("allowed_calls.txt")]
        self.assertTrue(all(len(row) == 3 for row in allow), "each exception has a reason")
        problems = []
        for path in files(".h", ".cc"):
            name, text = name_of(path), code_only(path.read_text(encoding="utf-8"))
            for call, pattern in calls.items():
                ok = any(call == kind and (name == where or where.endswith("/") and name.startswith(where))
                         for where, kind, _ in allow)
                if not ok and re.search(pattern, text):
                    problems.append(f"{name}: {call} is not allowed here; see tests/tidy/allowed_calls.txt")
        self.report(problems)

    def test_every_active_gate_has_a_predicate_or_materials(self):
        registered = set()
        for path in (ROOT / "services").rglob("*.cc"):
            registered |= set(re.findall(r"\.Gate\(GateId::k(\w+)", path.read_text(encoding="utf-8")))
        problems, seen = [], 0
        for profile in sorted((ROOT / "deploy/profiles").glob("*.textproto")):
            text = profile.read_text(encoding="utf-8")
            for block in re.split(r"\n(?=\w+ \{)", text):
                found = re.match(r'gate \{\s*id: "G-([A-Z-]+)"', block)
                if not found or "status: RULE_STATUS_LATER" in block or not re.search(r"blocks: ?\[?\"", block):
                    continue
                seen += 1
                camel = "".join(part.capitalize() for part in found.group(1).split("-"))
                if camel not in registered and "material_ids:" not in block:
                    problems.append(f"{name_of(profile)}: G-{found.group(1)} has neither predicate nor materials")
        self.assertGreater(seen, 10, "the pattern reads the profiles")
        self.report(problems)

    def test_every_test_file_belongs_to_a_target(self):
        named = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("CMakeLists.txt"))
        # A loop over names: fuzz_${FORMAT}.cc, with the names in the same file.
        loops = [(re.escape(before), re.escape(after)) for before, after in
                 re.findall(r"([\w-]*)\$\{\w+\}([\w-]*)\.cc\b", named)]
        problems = []
        for path in files(".cc"):
            if not name_of(path).startswith("tests/"):
                continue
            looped = any((found := re.fullmatch(before + r"(\w+)" + after, path.stem)) and
                         re.search(r"\b" + found.group(1) + r"\b", named) for before, after in loops)
            if not looped and not re.search(r"(?<!\w)" + re.escape(path.name) + r"\b", named):
                problems.append(f"{name_of(path)} is in no CMake target")
        self.report(problems)

    def test_text_speaks_of_the_project_alone(self):
        words = {
            r"\bTODO\b|\bFIXME\b|\bXXX\b": "open ends belong in the tracker",
            r"(?i)\bissue\s+#?\d+\b|(?<!UAX )(?<![\w&/'\"(])#\d+\b(?=[\s.,;)])": "numbers of a tracker mean nothing to a reader",
            r"(?<![\w.])/(?:home|work|Users|root)/\w+": "paths of one machine",
        }
        problems = []
        for path in list(files(*CODE, ".md", ".txt", ".textproto")) + [ROOT / "README.md", ROOT / "README.zh-CN.md"]:
            if path == pathlib.Path(__file__).resolve():
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                for pattern, why in words.items():
                    if re.search(pattern, line):
                        problems.append(f"{name_of(path)}:{number}: {why}: {line.strip()[:80]}")
        self.report(problems)

    def test_files_stay_short(self):
        longer = {line.split(None, 2)[0]: int(line.split(None, 2)[1]) for line in rows("long_files.txt")}
        problems = []
        for path in files(*CODE):
            count = len(path.read_text(encoding="utf-8").splitlines())
            if count > longer.get(name_of(path), LINES_MAX):
                problems.append(f"{name_of(path)}: {count} lines; split it by concern")
        self.report(problems)

    def test_protos_pass_the_linter(self):
        buf = ROOT / "proto/node_modules/@bufbuild/buf/bin/buf"
        self.assertTrue(buf.exists(), "run `npm ci` in proto/ first")
        done = subprocess.run([str(buf), "lint", "--path", "plumbline"], cwd=ROOT / "proto", capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout[-4000:] + done.stderr[-4000:])


if __name__ == "__main__":
    unittest.main()
