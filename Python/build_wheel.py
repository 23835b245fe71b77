#!/usr/bin/env python3
"""Writes the wheel: `build_wheel.py LIBRARY OUT` takes the built liblantianc.so, the C libraries that it needs, and the factor library."""
import base64
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What every system has, and wheels of manylinux leave to it: the C library, its loader, the libraries of the compiler, zlib.
SYSTEM = re.compile(r"(ld-linux[^/]*|lib(c|m|dl|rt|pthread|resolv|util|gcc_s|stdc\+\+|z)\.so\.\d+|linux-vdso\.so\.\d+)$")


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def libraries(library: Path) -> dict[str, Path]:
    found = {library.name: library}
    for line in output("ldd", str(library)).splitlines():
        if "not found" in line:
            sys.exit(f"a library is not there: {line.strip()}")
        match = re.match(r"\s*(\S+) => (/\S+)", line)
        if match and not SYSTEM.search(match[1]):
            found[match[1]] = Path(match[2])
    return found


def glibc(paths: list[Path]) -> tuple[int, int]:
    """The newest version of the C library that any of them asks for."""
    versions = {(2, 17)}
    for path in paths:
        for match in re.finditer(r"GLIBC_(\d+)\.(\d+)", output("objdump", "-T", str(path))):
            versions.add((int(match[1]), int(match[2])))
    return max(versions)


def main() -> None:
    library, out = Path(sys.argv[1]), Path(sys.argv[2])
    version = re.search(r'static let text = "(.*)"', (ROOT / "Sources/Calculation/ProgramVersion.swift").read_text())
    assert version
    needed = libraries(library)
    newest = glibc(list(needed.values()))
    tag = f"py3-none-manylinux_{newest[0]}_{newest[1]}_{os.uname().machine}"
    info = f"lantian-{version[1]}.dist-info"
    readme = (ROOT / "Python/README.md").read_text(encoding="utf-8")
    files: dict[str, tuple[bytes, int]] = {}
    for path in sorted((ROOT / "Python/lantian").glob("*")):
        if path.is_file():
            files["lantian/" + path.name] = (path.read_bytes(), 0o644)
    with tempfile.TemporaryDirectory() as folder:
        # Names of their own: a library of Python's or of another package that is called the same stays what it is.
        names = {name: name if name == library.name else "liblantian-" + name.removeprefix("lib") for name in needed}
        for name, path in sorted(needed.items()):
            copy = Path(folder, names[name])
            copy.write_bytes(path.read_bytes())
            change = ["patchelf", "--force-rpath", "--set-rpath", "$ORIGIN", "--set-soname", names[name]]
            for other, new in names.items():
                change += ["--replace-needed", other, new]
            subprocess.run([*change, str(copy)], check=True)
            files["lantian/lib/" + names[name]] = (copy.read_bytes(), 0o755)
    tracked = output("git", "-C", str(ROOT), "ls-files", "-z", "EmissionFactors").split("\0")
    for name in filter(None, tracked):
        files["lantian/" + name] = ((ROOT / name).read_bytes(), 0o644)
    files["lantian/LICENSE"] = ((ROOT / "LICENSE").read_bytes(), 0o644)
    files[f"{info}/METADATA"] = (
        (
            f"Metadata-Version: 2.1\nName: lantian\nVersion: {version[1]}\nSummary: Emission inventories and reductions of Chinese counties, exact\n"
            "License: Apache-2.0\nRequires-Python: >=3.10\nProvides-Extra: arrow\nRequires-Dist: pyarrow; extra == 'arrow'\n"
            f"Description-Content-Type: text/markdown\n\n{readme}"
        ).encode(),
        0o644,
    )
    files[f"{info}/WHEEL"] = (f"Wheel-Version: 1.0\nGenerator: lantian\nRoot-Is-Purelib: false\nTag: {tag}\n".encode(), 0o644)
    record = []
    for name, (data, _) in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        record.append(f"{name},sha256={digest},{len(data)}")
    record.append(f"{info}/RECORD,,")
    files[f"{info}/RECORD"] = ("\n".join(record).encode() + b"\n", 0o644)
    out.mkdir(parents=True, exist_ok=True)
    wheel = out / f"lantian-{version[1]}-{tag}.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (data, mode) in files.items():
            entry = zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0))
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    print(wheel)


main()
