#!/usr/bin/env python3
"""Measures the bindings on this machine in one run, writes bindings/figures.json, and fails above a limit.

    bindings/figures.py            everything: sizes, and the median of one assessment in Rust, Python and on the JVM
    bindings/figures.py --sizes    the shared libraries only, compared with the limits; writes nothing
"""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "target" / "figures"
FIGURES = ROOT / "bindings" / "figures.json"
SUFFIX = "dylib" if sys.platform == "darwin" else "so"
# Megabytes of 10^6 bytes, stripped. Rules only is over its target, at 3.2: the limit keeps it from getting worse.
TARGETS = {"rules_only": 2.5, "with_model": 16.0}
LIMITS = {"rules_only": 3.4, "with_model": 16.0}


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    # With the model last: that is the library which the wheel and the jar take.
    libraries = {
        "rules_only": library("rules_only", ["--no-default-features"]),
        "with_model": library("with_model", []),
    }
    for name, size in libraries.items():
        print(f"{name}: {size} bytes stripped, target {TARGETS[name]} MB, limit {LIMITS[name]} MB")
    if "--sizes" not in sys.argv:
        # `bindings/web/scripts/measure.mjs` writes the part of the web.
        kept = {"web": json.loads(FIGURES.read_text())["web"]} if FIGURES.exists() else {}
        FIGURES.write_text(json.dumps(everything(libraries) | kept, indent=2) + "\n")
        print(f"wrote {FIGURES.relative_to(ROOT)}")
    if any(size > LIMITS[name] * 1e6 for name, size in libraries.items()):
        sys.exit("a shared library is over its limit")


def everything(libraries: dict) -> dict:
    run("bindings/python/wheel.sh")
    environment = ROOT / "target" / "figures" / "python"
    wheel = only("target/python/dist/*.whl")
    run(sys.executable, "-m", "venv", "--clear", str(environment))
    run(environment / "bin" / "pip", "install", "--quiet", "--no-index", wheel)
    maven = ["mvn", "--quiet", "--batch-mode", "-Dstyle.color=never", "--file", "bindings/kotlin/pom.xml"]
    run(*maven, "package", "-DskipTests")
    java = ["exec:java", "-Dexec.mainClass=vigie.MeasureKt", "-Dexec.classpathScope=test", f"-Dvigie.root={ROOT}"]
    rust = ["cargo", "run", "--quiet", "--release", "--locked", "--package", "vigie-ffi", "--example", "median"]
    python = [environment / "bin" / "python", "bindings/python/measure.py"]
    # Rust before and after: the machine may be busy with something else.
    before, in_python, on_jvm, after = result(*rust), result(*python), result(*maven, *java), result(*rust)
    return {
        "version": json.loads(text("cargo", "metadata", "--no-deps", "--format-version=1"))["packages"][0]["version"],
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "bytes": {
            "library_stripped": libraries,
            "wheel": wheel.stat().st_size,
            "jar": only("target/kotlin/build/vigie-*.jar").stat().st_size,
        },
        "assess_microseconds": {
            "rust": min(before["assess"], after["assess"]),
            "rust_before_and_after": [before["assess"], after["assess"]],
            "python": in_python["assess"],
            "python_per_message_of_a_table": in_python["in_table"],
            "jvm": on_jvm["assess"],
        },
    }


def library(name: str, features: list[str]) -> int:
    run("cargo", "build", "--release", "--locked", "--package", "vigie-ffi", "--lib", *features)
    stripped = OUT / f"{name}.{SUFFIX}"
    run("strip", "-x", "-o", stripped, f"target/release/libvigie_ffi.{SUFFIX}")
    return stripped.stat().st_size


def run(*command: object) -> None:
    subprocess.run([str(word) for word in command], cwd=ROOT, check=True)


def text(*command: object) -> str:
    return subprocess.run([str(word) for word in command], cwd=ROOT, check=True, capture_output=True, text=True).stdout


def result(*command: object) -> dict:
    """What a measuring program printed: its only object. Maven puts colours around it."""
    output = text(*command)
    return json.loads(output[output.index("{") : output.rindex("}") + 1])


def only(pattern: str) -> Path:
    (found,) = ROOT.glob(pattern)
    return found


if __name__ == "__main__":
    main()
