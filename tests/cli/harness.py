"""What the tests of `anamnesis mappings` share: the program that is tested, a run of it, a check, and the end."""
import subprocess
import sys

PROGRAM = sys.argv[1]
_failed = []


def run(*args, stdin=None):
    """(status, stdout, stderr)"""
    done = subprocess.run([PROGRAM, *map(str, args)], input=stdin, capture_output=True, timeout=300)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def check(what, condition, *shown):
    if not condition:
        _failed.append(what)
        print("FAILED:", what, *[repr(s)[:600] for s in shown])


def finish():
    print(f"{len(_failed)} failed")
    sys.exit(1 if _failed else 0)
