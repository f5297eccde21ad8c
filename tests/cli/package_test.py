#!/usr/bin/env python3
"""The installed library is found by find_package and converts: installs the build tree and builds tests/package with it.

usage: package_test.py PROGRAM (whose folder is the build tree)
"""
import json
import subprocess
import sys
import tempfile
from pathlib import Path

build = Path(sys.argv[1]).resolve().parent
project = Path(__file__).resolve().parents[1] / "package"
if not (build / "cmake_install.cmake").exists():
    print("skipped: the program does not stand in its build tree")
    sys.exit(77)
flags = next((line.split("=", 1)[1].strip() for line in (build / "CMakeCache.txt").read_text().splitlines()
              if line.startswith("CMAKE_CXX_FLAGS_DEBUG:")), "")
sanitizers = " ".join(f for f in flags.split() if f.startswith("-fsanitize"))
with tempfile.TemporaryDirectory() as d:
    steps = [["cmake", "--install", build, "--prefix", f"{d}/installed"],
             ["cmake", "-S", project, "-B", f"{d}/build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={d}/installed",
              f"-DCMAKE_CXX_FLAGS={sanitizers}"],
             ["cmake", "--build", f"{d}/build"], [f"{d}/build/uses_anamnesis"]]
    for step in steps:
        done = subprocess.run([str(s) for s in step], capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            print("FAILED:", *step, done.stdout[-1500:], done.stderr[-1500:])
            sys.exit(1)
    bundle = json.loads(done.stdout)
    if bundle["resourceType"] != "Bundle" or not Path(f"{d}/installed/bin/anamnesis").exists():
        print("FAILED: no Bundle, or no program installed")
        sys.exit(1)
print("installed, found and used")
