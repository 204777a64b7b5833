#!/usr/bin/env python3
"""A classified paper got in by mistake: two people destroy it, and a real server's disk holds no byte of it afterwards.

  run.py BIN SCENARIO

Goal    after the act the plain bytes stand in no file of the data directory, SIGKILL in the middle of it changes
        nothing of that, the record verifies, older backups are marked, and nobody downloads or uploads it again.
Method  marker bytes that don't compress go in as a material, as a file under a wrong name, as a half upload and as a
        remark; every file of the data directory is searched for them before and after.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "users"))
import run as users  # noqa: E402

FILE_MARKER = "绝密七三一九文件标记QZ8xv2mWk4"
TEXT_MARKER = "绝密七三一九批注标记Hj5tYp9cLr"


class Site:
    """A server with its data directory, and people who call it."""

    def __init__(self, binaries, work):
        self.binaries, self.work, self.server, self.address = binaries, work, None, None

    def start(self):
        self.server, self.address = users.start(self.binaries, self.work)

    def kill(self):
        self.server.send_signal(signal.SIGKILL)
        self.server.wait(60)

    def stop(self):
        self.server.send_signal(signal.SIGTERM)
        check(self.server.wait(60) == 0, "SIGTERM did not end the server with exit 0")

    def call(self, who, *words, code=0):
        done = subprocess.run(
            [self.binaries / "plumbline", "--server", self.address, "--session-file", self.work / f"{who}.json", "--lang",
             "zh-CN", *map(str, words)], capture_output=True, text=True, check=False,
            env={**os.environ, "PLUMBLINE_PASSWORD": "rehearsal-password", "LC_ALL": "C.UTF-8"})
        text = done.stdout + done.stderr
        check(done.returncode == code, f"{who}: {' '.join(map(str, words))}: exit code {done.returncode}, not {code}\n{text}")
        return text

    def sign_in(self, *people):
        for who in people:
            self.call(who, "auth", "sign-in", "--sign-in-name", who, "--quiet")

    def ask(self, who, *words):
        return json.loads(self.call(who, *words, "--format", "json"))

    def holding(self, marker):
        """Files of the data directory that hold the marker, by name."""
        found = []
        for path in sorted((self.work / "record").rglob("*")):
            try:
                if path.is_file() and marker.encode() in path.read_bytes():
                    found.append(path.relative_to(self.work).as_posix())
            except FileNotFoundError:
                pass  # It went away while we looked.
        return found

    def local(self, *words, code=0):
        done = subprocess.run([self.binaries / "plumbline", "--lang", "zh-CN", *map(str, words)], capture_output=True,
                              text=True, check=False)
        check(done.returncode == code, f"{words}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout


def check(condition, what):
    if not condition:
        raise SystemExit("FAILED: " + what)


def until(what, condition):
    for _ in range(2000):
        if condition():
            return
        time.sleep(0.02)
    raise SystemExit("FAILED: it never came: " + what)


def state(site, name):
    return site.ask("chief", "destruction", "get", name)["state"]


def propose(site, *scope):
    name = site.ask("section", "destruction", "propose", "--ground", "classified", "--reason", "起草单位误传。",
                    *scope)["destruction"]["name"]
    until("the list", lambda: state(site, name).endswith("PROPOSED"))
    return name


def main():
    binaries, scenario = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    with tempfile.TemporaryDirectory() as folder:
        site = Site(binaries, pathlib.Path(folder))
        site.start()
        try:
            play(site, scenario)
        finally:
            if site.server.poll() is None:
                site.server.kill()


def play(site, scenario):
    subprocess.run([site.binaries / "plumbline", "rehearse", scenario, "--server", site.address, "--quiet"], check=True)
    people = ("admin", "intake", "section", "reviewer1", "chief", "fgj-handler")
    site.sign_in(*people)
    matter = next(m["name"] for m in site.ask("section", "matter", "list", "--all")["matters"] if "户外招牌" in m["title"])
    site.call("intake", "matter", "accept", matter)
    reviewer = next(p["name"] for p in site.ask("admin", "person", "list", "--all")["people"] if p["display_name"] == "魏晓梅")
    site.call("section", "review", "assign", matter, "--person", reviewer, "--role", "reviewer")

    # The paper itself as a text, a larger file, and a remark that quotes it.
    paper = site.work / "paper.txt"
    paper.write_text("第一条 " + FILE_MARKER + "\n" * 3, encoding="utf-8")
    large = site.work / "annex.txt"
    large.write_text("".join(f"{i} {FILE_MARKER}\n" for i in range(30000)), encoding="utf-8")
    evidence = [site.ask("reviewer1", "file", "upload", one)["name"] for one in (paper, large)]
    threads = [site.ask("reviewer1", "remark", "add", matter, "--weight", "note", "--text", TEXT_MARKER + str(i),
                        "--evidence-file", one)["thread"]["name"] for i, one in enumerate(evidence)]
    # Fillers make neighbours in the same tables and blob files.
    for i in range(20):
        site.call("reviewer1", "remark", "add", matter, "--weight", "note", "--text", f"其他意见 {i}")
    check(site.holding(FILE_MARKER) and site.holding(TEXT_MARKER), "the markers are on the disk before")
    backups = site.work / "backups"
    site.call("admin", "backup", "create", "--to", backups)

    # A page that somebody may turn holds a snapshot with the texts.
    page = site.ask("reviewer1", "remark", "list", matter, "--page-size", "2")
    check(page["next_page_token"], "there are more pages")

    preview = site.call("section", "destruction", "preview", "--resource", threads[0])
    check(evidence[0][6:14] in preview and TEXT_MARKER not in preview, "the preview names and shows nothing:\n" + preview)
    first = propose(site, "--resource", threads[0])
    second = propose(site, "--resource", threads[1])
    site.call("section", "destruction", "approve", first, code=1)
    site.call("chief", "destruction", "approve", second)
    site.kill()  # While the bytes are being removed, or just before or after.
    site.start()
    site.sign_in(*people)  # The sessions are there, under the address of before.
    site.call("chief", "destruction", "approve", first)
    for name in (first, second):
        until("the end of " + name, lambda one=name: state(site, one).endswith("COMPLETED"))
    for marker in (FILE_MARKER, TEXT_MARKER):
        check(not site.holding(marker), f"{marker} still stands in {site.holding(marker)}")
    check("内容已依规销毁" in site.call("reviewer1", "remark", "get", threads[0]), "the reader is told")
    check("内容已依规销毁" in site.call("reviewer1", "audit", "history", matter), "the matter's history says so")

    # Neither read nor taken again.
    for one in evidence:
        refused = site.call("reviewer1", "file", "get", one, code=1)
        check("依规销毁" in refused and "涉密误传" in refused, "a destroyed file: " + refused)
    refused = site.call("fgj-handler", "file", "upload", paper, code=1)
    check("不再接收" in refused, "the same bytes: " + refused)
    site.call("section", "remark", "list", matter, "--page-size", "2", "--page-token", page["next_page_token"], code=1)

    # The backup made before is marked by one made since, and a copy made now is clean.
    site.call("admin", "backup", "create", "--to", backups)
    listed = json.loads(site.local("backup", "list", backups, "--format", "json"))
    check(set(listed[0]["holds_destroyed"]) == {first, second} and listed[1]["holds_destroyed"] == [], json.dumps(listed))
    check("仍含已依规销毁的内容" in site.local("backup", "list", backups), "the list says so")
    # Whoever restores it all the same is told that the contents are back.
    restored = json.loads(site.local("restore", "--from", backups, "--id", 1, "--data", site.work / "old", "--new-epoch",
                                     "--decided-by", "局长", "--reason", "演练", "--format", "json"))
    check(set(restored["contents_back"]) == {first, second}, json.dumps(restored))
    fresh = json.loads(site.local("restore", "--from", backups, "--data", site.work / "new", "--new-epoch", "--decided-by",
                                  "局长", "--reason", "演练", "--format", "json"))
    check(fresh["contents_back"] == [], json.dumps(fresh))
    report = json.loads(site.local("verify", "--data", site.work / "new", "--format", "json"))
    check(report["ok"] and report["destroyed_files"] == 2, "a restored copy of after verifies: " + json.dumps(report))
    site.local("backup", "remove", backups, "--id", 1)
    left = [path for path in backups.rglob("*") if path.is_file() and (FILE_MARKER.encode() in path.read_bytes() or
                                                                      TEXT_MARKER.encode() in path.read_bytes())]
    check(not left, f"the new backup still holds it: {left}")
    check("仍含" not in site.local("backup", "list", backups), "nothing is left to do")
    site.local("backup", "verify", backups)

    site.stop()
    report = json.loads(site.local("verify", "--data", site.work / "record", "--format", "json"))
    check(report["ok"] and report["destroyed_files"] == 2 and report["destroyed_texts"] == 2, json.dumps(report))
    for marker in (FILE_MARKER, TEXT_MARKER):
        check(not site.holding(marker), f"{marker} came back: {site.holding(marker)}")
        check(marker not in (site.work / "server.out").read_text(encoding="utf-8"), "the server's own log repeats it")
    print("two people destroyed a large file, a small one and two texts; nothing of them is left")


if __name__ == "__main__":
    main()
