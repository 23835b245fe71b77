"""What a driver does with the parts of a run, whatever engine hands them out: start the program, tell what may be tried
again from what may not, keep the parts. Nothing here knows Spark."""
import hashlib
import os
import subprocess
import tempfile

# Wrong use, bad data, no such input: another attempt ends the same way (exit codes of the program).
FINAL = {64, 65, 66}


class PartFailed(Exception):
    """A part was not computed, but may be when it is tried again."""


def command(program, inventory, number, count, out, options=()):
    """The command line that computes a part."""
    return [program, "compute", inventory, "--part", f"{number}/{count}", "--out", out, *options]


def compute(program, inventory, number, count, options=(), folder=None):
    """Computes a part. Gives its number, the bytes of the part (its path where `folder` is one that all see), and what went
    wrong for good; raises PartFailed where another attempt may help."""
    with tempfile.TemporaryDirectory(prefix="lantian-part-") as scratch:
        out = os.path.join(folder or scratch, name(number, count))
        line = command(program, inventory, number, count, out, options)
        try:
            run = subprocess.run(line, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        except OSError as error:
            raise PartFailed(f"part {number}/{count}: {program}: {error.strerror}") from error
        if run.returncode in FINAL:
            return number, None, (run.returncode, run.stderr.strip())
        if run.returncode != 0:
            raise PartFailed(f"part {number}/{count} ended with {run.returncode}: {run.stderr.strip()[-2000:]}")
        if folder:
            return number, out, None
        with open(out, "rb") as file:
            return number, file.read(), None


def name(number, count):
    """The name of a part's file, which sorts as the parts do."""
    return f"part-{number:0{len(str(count))}}-of-{count}"


def keep(results, count, folder):
    """Writes the parts that came back and gives their paths in order. The same part may come from two attempts: its bytes
    are the same then. Raises ValueError where a part is missing or two attempts differ."""
    paths, digests = {}, {}
    for number, part, failure in results:
        if failure:
            continue
        if isinstance(part, str):
            paths[number] = part
            continue
        digest = hashlib.sha256(part).hexdigest()
        if digests.setdefault(number, digest) != digest:
            raise ValueError(f"two attempts at part {number}/{count} differ: was the inventory changed meanwhile?")
        path = os.path.join(folder, name(number, count))
        if number not in paths:
            with open(path, "wb") as file:
                file.write(part)
            paths[number] = path
    missing = [f"{number}/{count}" for number in range(1, count + 1) if number not in paths]
    if missing:
        raise ValueError("parts are missing: " + ", ".join(missing[:8]))
    return [paths[number] for number in range(1, count + 1)]


def failure(results):
    """The code and the words of the first part, by number, that failed for good; None where none did."""
    failed = sorted((number, end) for number, _, end in results if end)
    return failed[0][1] if failed else None


def combine(program, inventory, paths, options=(), out=None):
    """Adds the parts; what the program prints goes to `out`, or to standard output. Gives its exit code."""
    line = [program, "combine", *paths, "--inventory", inventory, *options]
    if out is None:
        return subprocess.run(line, stdin=subprocess.DEVNULL, check=False).returncode
    # The file takes its place when it is whole.
    beside = f"{out}.{os.getpid()}"
    with open(beside, "wb") as file:
        code = subprocess.run(line, stdin=subprocess.DEVNULL, stdout=file, check=False).returncode
    if code in (0, 1):
        os.replace(beside, out)
    else:
        os.remove(beside)
    return code
