#!/usr/bin/env python3
"""Runs the commands of tests/e2e/users.md against a real server and compares what they print.

  run.py BIN USERS_MD SCENARIO

In each ```console block a line `$ …` is a command of bash (`> …` continues it). The lines below it are parts of what it
prints, in that order, whatever stands between them; a line `[1]` is its exit code (0 where there is none). All commands
share one shell. Besides `plumbline` it knows: `as NAME` (who acts from here on), `matter TITLE`, `person NAME`,
`organization TITLE` (names of resources), `field PATH` (a field of the JSON on standard input).
"""
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

FUNCTIONS = r"""
exec 2>&1
as() {
  WHO=$1
  PLUMBLINE_PASSWORD=rehearsal-password "$BIN/plumbline" --server "$GRPC" --session-file "$WORK/$WHO.json" \
    auth sign-in --sign-in-name "$WHO" --quiet >/dev/null
}
plumbline() { "$BIN/plumbline" --server "$GRPC" --session-file "$WORK/$WHO.json" --lang zh-CN "$@"; }
named() { python3 -c '
import json, sys
for item in json.load(sys.stdin)[sys.argv[1]]:
    if sys.argv[2] in item.get("title", "") or sys.argv[2] == item.get("display_name"):
        print(item["name"])
        sys.exit(0)
sys.exit("there is no " + sys.argv[2])' "$1" "$2"; }
matter() { plumbline matter list --format json --all | named matters "$1"; }
person() { plumbline person list --format json --all | named people "$1"; }
organization() { plumbline organization list --format json --all | named organizations "$1"; }
field() { python3 -c '
import json, sys
value = json.load(sys.stdin)
for part in sys.argv[1].split("."):
    value = value[int(part)] if part.isdigit() else value[part]
print(value)' "$1"; }
"""


class Step:
    def __init__(self, line, command):
        self.line, self.command, self.expected, self.code = line, command, [], 0


def steps_of(text):
    steps, inside = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside = line == "```console"
        elif not inside or not line.strip():
            continue
        elif line.startswith("$ "):
            steps.append(Step(number, line[2:]))
        elif line.startswith("> "):
            steps[-1].command += "\n" + line[2:]
        elif re.fullmatch(r"\[\d+\]", line):
            steps[-1].code = int(line[1:-1])
        else:
            steps[-1].expected.append(line.strip())
    return steps


class Shell:
    def __init__(self, environment):
        self.process = subprocess.Popen(["bash", "--norc"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env={**os.environ, **environment})
        self.process.stdin.write(FUNCTIONS)

    def run(self, command):
        self.process.stdin.write(command + "\nprintf '\\n@@done %d\\n' $?\n")
        self.process.stdin.flush()
        output = []
        for line in self.process.stdout:
            if line.startswith("@@done "):
                return "".join(output), int(line.split()[1])
            output.append(line)
        raise SystemExit("the shell ended: " + "".join(output))


def start(binaries, work):
    log = open(work / "server.out", "w")
    server = subprocess.Popen([binaries / "plumbline-server", "--data", work / "record", "--rehearsal", "--profile", "sichuan",
                               "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"], stdout=subprocess.PIPE, stderr=log, text=True)
    ready = re.match(r"ready grpc=(\S+) ", server.stdout.readline())
    if not ready:
        raise SystemExit("the server did not start: " + (work / "server.out").read_text())
    return server, ready.group(1)


def main():
    binaries, manual, scenario = (pathlib.Path(argument).resolve() for argument in sys.argv[1:4])
    steps = steps_of(manual.read_text(encoding="utf-8"))
    if not steps:
        raise SystemExit(f"{manual} holds no command")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        server, address = start(binaries, work)
        try:
            subprocess.run([binaries / "plumbline", "rehearse", scenario, "--server", address, "--quiet"], check=True)
            shell = Shell({"BIN": str(binaries), "GRPC": address, "WORK": str(work), "LC_ALL": "C.UTF-8"})
            shell.run(f"cd {work}")
            for step in steps:
                output, code = shell.run(step.command)
                at = 0
                for part in step.expected:
                    found = output.find(part, at)
                    if found < 0:
                        raise SystemExit(f"{manual.name}:{step.line}: {step.command}\nexpected: {part}\nprinted:\n{output}")
                    at = found + len(part)
                if code != step.code:
                    raise SystemExit(f"{manual.name}:{step.line}: {step.command}\nexit code {code}, not {step.code}\n{output}")
        finally:
            server.send_signal(signal.SIGTERM)
            if server.wait(60) != 0:
                raise SystemExit("SIGTERM did not end the server with exit 0")
    print(f"{len(steps)} commands did what {manual.name} says")


if __name__ == "__main__":
    main()
