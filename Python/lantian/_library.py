"""The library behind the package: C functions by ctypes, tables by the Arrow C data interface."""

from __future__ import annotations

import csv
import ctypes
import datetime
import io
import json
import operator
import os
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

_here = Path(__file__).parent


class _Stream(ctypes.Structure):
    """An Arrow C stream: five pointers, which only its producer and its consumer look into."""

    _fields_ = [
        ("get_schema", ctypes.c_void_p),
        ("get_next", ctypes.c_void_p),
        ("get_last_error", ctypes.c_void_p),
        ("release", ctypes.c_void_p),
        ("private_data", ctypes.c_void_p),
    ]


_RELEASE = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Stream))


def _open() -> ctypes.CDLL:
    library = ctypes.CDLL(str(Path(os.environ.get("LANTIAN_LIBRARY", _here / "lib" / "liblantianc.so"))))
    text = ctypes.POINTER(ctypes.c_char_p)
    result = ctypes.POINTER(ctypes.c_void_p)
    library.lantian_compute.argtypes = [
        ctypes.c_char_p, text, ctypes.POINTER(_Stream), ctypes.c_int32, result, result,
    ]
    library.lantian_compute.restype = ctypes.c_int32
    library.lantian_plan.argtypes = [ctypes.c_char_p, result, result]
    library.lantian_plan.restype = ctypes.c_int32
    library.lantian_stream.argtypes = [ctypes.c_void_p, ctypes.POINTER(_Stream)]
    library.lantian_stream.restype = None
    library.lantian_csv.argtypes = [ctypes.c_void_p]
    library.lantian_csv.restype = ctypes.c_void_p
    library.lantian_version.restype = ctypes.c_void_p
    library.lantian_free_result.argtypes = [ctypes.c_void_p]
    library.lantian_free_text.argtypes = [ctypes.c_void_p]
    return library


_library = _open()


def _text(pointer: int | None) -> str:
    """The text at a pointer, which is given back."""
    if not pointer:
        return ""
    try:
        return ctypes.string_at(pointer).decode("utf-8")
    finally:
        _library.lantian_free_text(pointer)


def version() -> str:
    """The version of Lantian inside the package."""
    return _text(_library.lantian_version())


def factors_folder() -> Path:
    """The factor library inside the package."""
    return Path(os.environ.get("LANTIAN_FACTORS", _here / "EmissionFactors"))


@dataclass(frozen=True)
class Finding:
    """Something about the data that must be known: where it stands, what is wrong, what is expected."""

    severity: str
    """``error``, ``warning`` or ``note``."""
    code: str
    """A stable code, such as ``value-out-of-range``."""
    text: str
    """The whole sentence in English, with its place."""
    text_zh: str
    """The same in Chinese."""
    file: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None
    table: str | None = None
    """The name of the table that was handed over, where it was one."""
    row: int | None = None
    """The row of that table, from 0."""

    def __str__(self) -> str:
        return self.text


class LantianError(Exception):
    """What stops a run. ``findings`` says what is wrong and where, ``code`` is the program's exit code: 64 wrong usage, 65 bad data, 66 no such
    input, 70 internal fault, 74 input or output error."""

    def __init__(self, message: str, code: int, findings: Sequence[Finding], message_zh: str = "") -> None:
        shown = [message] + [str(finding) for finding in findings[:5]]
        if len(findings) > 5:
            shown.append(f"and {len(findings) - 5} more in .findings")
        super().__init__("\n".join(shown))
        self.message = message
        self.message_zh = message_zh
        self.code = code
        self.findings = list(findings)


def _mistake(en: str, zh: str, code: int = 64) -> LantianError:
    """What is raised where a call cannot be meant."""
    return LantianError(en, code, [], zh)


def _kind(value: Any) -> str:
    """What a value is, for a sentence about it."""
    return "None" if value is None else f"{type(value).__module__}.{type(value).__qualname__}".removeprefix("builtins.")


def _path(value: Any, name: str) -> str:
    """A path as text."""
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    if not isinstance(path, str):
        raise _mistake(f"{name} must be a path, and is {_kind(value)}", f"{name} 应为路径，实际为 {_kind(value)}")
    return path


def _words(value: Any, name: str) -> list[str]:
    """Words: a list of them, or one text with commas between."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",")]
    try:
        words = list(value)
    except TypeError:
        words = [None]
    if not all(isinstance(word, str) for word in words):
        raise _mistake(f"{name} must be words, such as ['NOx', 'VOCs'], and is {value!r}", f"{name} 应为若干词，如 ['NOx', 'VOCs']，实际为 {value!r}")
    return words


@dataclass
class Result:
    """A table of results. Anything that knows the Arrow PyCapsule interface reads it: ``pyarrow.table(result)``, ``polars.DataFrame(result)``,
    ``pandas.DataFrame.from_arrow(result)``, ``duckdb.sql("from result")``."""

    _handle: int
    findings: list[Finding] = field(default_factory=list)
    """What was found in the data; errors only where the run was asked to keep going."""
    targets: list[dict[str, str]] = field(default_factory=list)
    """Of a plan: its targets, with tonnes as decimal texts, without those that nobody knows; ``incomplete`` names what the total of a pollutant lacks, where it lacks anything."""

    def __del__(self) -> None:
        handle, self._handle = self._handle, 0
        if handle:
            _library.lantian_free_result(handle)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """A new Arrow stream over the table, which is not copied."""
        stream = _StreamOut()
        _library.lantian_stream(self._handle, ctypes.byref(stream.stream))
        return stream.capsule()

    def to_csv(self) -> str:
        """The table as CSV, as the program writes it."""
        return _text(_library.lantian_csv(self._handle))

    def rows(self) -> list[dict[str, Any]]:
        """The rows as dictionaries, without any other package: masses as ``Decimal``, ``None`` where nothing is known."""

        def value(name: str, cell: str) -> Any:
            if name == "lines":
                return int(cell)
            return (Decimal(cell) if cell else None) if name.endswith("_t") else cell

        return [{name: value(name, cell) for name, cell in row.items()} for row in csv.DictReader(io.StringIO(self.to_csv()))]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows())

    def to_arrow(self) -> Any:
        """A ``pyarrow.Table``."""
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame``; masses stay exact decimals."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """A ``polars.DataFrame``."""
        import polars

        return polars.DataFrame(self)


_new_capsule = ctypes.pythonapi.PyCapsule_New
_new_capsule.restype = ctypes.py_object
_new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
_capsule_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_capsule_pointer.restype = ctypes.c_void_p
_capsule_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
_NAME = b"arrow_array_stream"


class _StreamOut:
    """A stream that is handed out in a capsule: the structure lives until the capsule goes, which releases what nobody took."""

    _living: dict[int, _Stream] = {}
    _lock = threading.Lock()

    def __init__(self) -> None:
        self.stream = _Stream()

    def capsule(self) -> object:
        address = ctypes.addressof(self.stream)
        with _StreamOut._lock:
            _StreamOut._living[address] = self.stream
        return _new_capsule(address, _NAME, ctypes.cast(_drop_capsule, ctypes.c_void_p))


@ctypes.CFUNCTYPE(None, ctypes.c_void_p)
def _drop_capsule(capsule: int) -> None:
    pointer = _raw_pointer(capsule, _NAME)
    with _StreamOut._lock:
        stream = _StreamOut._living.pop(pointer, None)
    if stream is not None and stream.release:
        _RELEASE(stream.release)(ctypes.byref(stream))


# The same function for a capsule that is just going: no reference to it may be taken any more.
_raw_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))


def _stream_of(table: Any, name: str) -> tuple[object, int]:
    """The Arrow stream of a table and where it lies."""
    if isinstance(table, (str, os.PathLike)):
        table = _dataset(_path(table, name), name)
    if isinstance(table, type) or not hasattr(table, "__arrow_c_stream__"):
        raise _mistake(
            f"table {name!r} must be a pandas, polars or pyarrow table, anything else with __arrow_c_stream__, or the path of a Parquet or Arrow file, "
            f"and is {_kind(table)}",
            f"表 {name!r} 应为 pandas、polars 或 pyarrow 的表（有 __arrow_c_stream__），或 Parquet、Arrow 文件的路径，实际为 {_kind(table)}",
        )
    try:
        capsule = table.__arrow_c_stream__()
        return capsule, _capsule_pointer(capsule, _NAME)
    except Exception as error:  # of whatever package: a column of mixed types, names that stand twice
        raise _mistake(
            f"table {name!r} cannot be handed over as Arrow: {error} ({_kind(error)}); each column must have one type and a name of its own",
            f"表 {name!r} 不能按 Arrow 交出：{error}（{_kind(error)}）；每列应只有一种类型，列名不得重复",
        ) from error


def _dataset(path: str, name: str) -> Any:
    """A Parquet or Arrow file, or a folder of them, read batch by batch."""
    if not os.path.exists(path):
        raise _mistake(f"no such input: {path}", f"找不到输入：{path}", 66)
    import pyarrow
    import pyarrow.dataset

    form = "parquet" if path.endswith(".parquet") or os.path.isdir(path) else "ipc"
    try:
        return pyarrow.dataset.dataset(path, format=form).scanner(batch_size=65_536, use_threads=False, batch_readahead=1).to_reader()
    except (pyarrow.ArrowException, OSError) as error:
        raise _mistake(
            f"table {name!r}: {path} is no Parquet or Arrow file that can be read: {error}",
            f"表 {name!r}：{path} 不是能读的 Parquet 或 Arrow 文件：{error}",
            65,
        ) from error


def compute(
    inventory: str | os.PathLike[str] | Mapping[str, Any],
    by: str | Sequence[str] = ("county", "sector", "pollutant"),
    *,
    manifest: Mapping[str, Any] | None = None,
    pollutants: Sequence[str] | None = None,
    balance: bool = False,
    keep_going: bool = False,
    packs: Sequence[str | os.PathLike[str]] = (),
    rule_book: str | None = None,
    factors: str | os.PathLike[str] | None = None,
    threads: int = 2,
) -> Result:
    """Totals of an inventory by any keys, as ``lantian compute`` gives them.

    ``inventory`` is a folder (or workbook), or a mapping of source kinds to tables: ``{"vehicles": frame}``. A table is anything with
    ``__arrow_c_stream__``, or the path of a Parquet file; its batches are read where they lie, one at a time, with the same checks as a file. With tables
    ``manifest`` says what ``inventory.yaml`` would: at least ``region``, ``name`` and ``year``.

    Raises :class:`LantianError`, which carries the findings, where any row has an error; ``keep_going`` computes the sound rows instead.
    """
    options: dict[str, Any] = {"by": _words(by, "by"), "balance": bool(balance)}
    return _run(inventory, manifest, options, pollutants, keep_going, packs, rule_book, factors, threads)


_COMPRESSIONS = ("zstd", "snappy", "gzip", "brotli", "lz4", "none", "uncompressed")
"""What Parquet files are packed with."""


def detail(
    inventory: str | os.PathLike[str] | Mapping[str, Any],
    to: str | os.PathLike[str] | None = None,
    *,
    manifest: Mapping[str, Any] | None = None,
    pollutants: Sequence[str] | None = None,
    keep_going: bool = False,
    packs: Sequence[str | os.PathLike[str]] = (),
    rule_book: str | None = None,
    factors: str | os.PathLike[str] | None = None,
    threads: int = 2,
    compression: str = "zstd",
) -> Any:
    """One line a source and pollutant, as ``lantian compute --detail`` writes it: a ``pyarrow.Table``, or, with ``to``, a Parquet file (``.parquet``) or an Arrow
    file (``.arrow``), written while the rows are computed. Memory holds a few pieces of rows, whatever the inventory's size. Needs pyarrow."""
    import pyarrow
    import pyarrow.csv

    if not isinstance(compression, str) or compression.lower() not in _COMPRESSIONS or not (
        compression.lower() in ("none", "uncompressed") or pyarrow.Codec.is_available(compression.lower())
    ):
        raise _mistake(
            f"compression must be one of {', '.join(_COMPRESSIONS)}, and is {compression!r}",
            f"compression 应为 {'、'.join(_COMPRESSIONS)} 之一，实际为 {compression!r}",
        )
    if to is not None and (suffix := Path(_path(to, "to")).suffix) not in (".parquet", ".arrow", ".feather"):
        raise _mistake(f"detail is written to .parquet or .arrow, not to {suffix!r}", f"明细写成 .parquet 或 .arrow，不是 {suffix!r}")
    masses = ["emission_t", "generated_t", "removed_t", "stack_t", "fugitive_t"]
    texts = ["table", "source_id", "county_code", "sector", "pollutant", "method", "factor_id", "assumptions"]
    types = {name: pyarrow.decimal128(38, 12) for name in masses} | {name: pyarrow.string() for name in texts}
    types["row"] = pyarrow.int64()
    read, write = os.pipe()
    failure: list[BaseException] = []

    def produce() -> None:
        try:
            options = {"by": ["pollutant"], "balance": True, "detail": f"/dev/fd/{write}"}
            _run(inventory, manifest, options, pollutants, keep_going, packs, rule_book, factors, threads)
        except BaseException as error:  # told where the reading ends
            failure.append(error)
        finally:
            os.close(write)

    worker = threading.Thread(target=produce, name="lantian-detail")
    worker.start()
    target = None if to is None else Path(to)
    part = None if target is None else target.with_name(target.name + ".part")
    try:
        with os.fdopen(read, "rb") as source:
            try:
                reader = pyarrow.csv.open_csv(
                    source,
                    convert_options=pyarrow.csv.ConvertOptions(
                        column_types=types, null_values=[""], strings_can_be_null=False, include_columns=None
                    ),
                )
            except pyarrow.ArrowInvalid:
                worker.join()
                if failure:
                    raise failure[0] from None
                raise
            if target is None or part is None:
                table = reader.read_all()
            else:
                try:
                    _write(reader, part, target.suffix, compression)
                except OSError as error:
                    raise _mistake(f"cannot write {target}: {error}", f"无法写入 {target}：{error}", 74) from error
        worker.join()
        if failure:
            raise failure[0]
        if target is None or part is None:
            return table
        os.replace(part, target)
        return None
    finally:
        worker.join()
        if part is not None:
            part.unlink(missing_ok=True)


def _write(reader: Any, part: Path, suffix: str, compression: str) -> None:
    """Writes batches to a Parquet or an Arrow file."""
    import pyarrow

    if suffix == ".parquet":
        import pyarrow.parquet

        with pyarrow.parquet.ParquetWriter(part, reader.schema, compression=compression) as writer:
            for batch in reader:
                writer.write_batch(batch)
    else:
        with pyarrow.OSFile(str(part), "wb") as file, pyarrow.ipc.new_file(file, reader.schema) as writer:
            for batch in reader:
                writer.write_batch(batch)


def plan(
    inventory: str | os.PathLike[str],
    plan: str | os.PathLike[str],
    *,
    set: Mapping[str, object] | None = None,
    inputs: str | os.PathLike[str] | None = None,
    bases: Mapping[int, str | os.PathLike[str] | Sequence[str | os.PathLike[str]]] | None = None,
    pollutants: Sequence[str] | None = None,
    keep_going: bool = False,
    packs: Sequence[str | os.PathLike[str]] = (),
    rule_book: str | None = None,
    factors: str | os.PathLike[str] | None = None,
    threads: int = 2,
) -> Result:
    """What a plan removes, measure by measure, as ``lantian plan`` gives it; ``result.targets`` says whether targets are met.

    ``set`` gives parameters that the plan does not print, or others than it prints, for what-if runs: ``set={"IL-07.1.share": 0.5}``; it goes before ``inputs``,
    a file of such values, by default ``inputs.yaml`` beside the plan. ``bases`` gives inventories of base years by year: a folder, a file of tonnes (FF10 or
    CSV), or a list of the FF10 files of one year. What is found in all of these is in ``result.findings``.
    """
    options: dict[str, Any] = {"plan": _path(plan, "plan"), "set": _settings(set)}
    if inputs is not None:
        options["inputs"] = _path(inputs, "inputs")
    if bases is not None:
        options["bases"] = _bases(bases)
    return _run(inventory, None, options, pollutants, keep_going, packs, rule_book, factors, threads)


def _settings(given: Any) -> dict[str, str]:
    """Parameters of a plan as texts."""
    settings = {} if given is None else given
    if not isinstance(settings, Mapping) or not all(isinstance(name, str) for name in settings):
        raise _mistake(
            f"set must name parameters, such as {{'IL-07.1.share': 0.5}}, and is {given!r}",
            f"set 应按参数名给值，如 {{'IL-07.1.share': 0.5}}，实际为 {given!r}",
        )
    for name, value in settings.items():
        if value is None:
            raise _mistake(f"set gives {name} no value", f"set 没有给 {name} 的值")
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in settings.items()}


def _bases(given: Any) -> list[dict[str, Any]]:
    """Base years with their files, in their order."""
    bases = []
    try:
        for year, paths in given.items():
            single = isinstance(paths, (str, os.PathLike))
            bases += [{"year": operator.index(year), "path": _path(path, "bases")} for path in ([paths] if single else paths)]
    except (TypeError, AttributeError):
        raise _mistake(
            f"bases must give paths by year, such as {{2020: 'base.csv'}}, and is {given!r}",
            f"bases 应按年份给路径，如 {{2020: 'base.csv'}}，实际为 {given!r}",
        ) from None
    return bases


def _run(
    inventory: str | os.PathLike[str] | Mapping[str, Any],
    manifest: Mapping[str, Any] | None,
    options: dict[str, Any],
    pollutants: Sequence[str] | None,
    keep_going: bool,
    packs: Sequence[str | os.PathLike[str]],
    rule_book: str | None,
    factors: str | os.PathLike[str] | None,
    threads: int,
) -> Result:
    if not isinstance(threads, int) or isinstance(threads, bool):
        raise _mistake(f"threads must be a whole number, and is {threads!r}", f"threads 应为整数，实际为 {threads!r}")
    if isinstance(packs, (str, os.PathLike)):
        packs = [packs]
    options = options | {
        "factors": _path(factors if factors is not None else factors_folder(), "factors"),
        "packs": [os.path.abspath(_path(pack, "packs")) for pack in packs],
        "keepGoing": bool(keep_going),
        "threads": threads,
    }
    if pollutants is not None:
        options["pollutants"] = _words(pollutants, "pollutants")
    if rule_book is not None:
        options["ruleBook"] = str(rule_book)
    if isinstance(inventory, (str, os.PathLike)):
        if manifest is not None:
            raise _mistake("a folder has its own inventory.yaml: manifest goes with tables", "文件夹有自己的 inventory.yaml：manifest 只与表同用")
        return _call(options | {"folder": _path(inventory, "inventory")}, {})
    if not isinstance(inventory, Mapping):
        raise _mistake(
            f"inventory must be the folder of an inventory, a workbook, or tables by source kind, such as {{'boilers': frame}}, and is {_kind(inventory)}",
            f"inventory 应为清单文件夹、工作簿，或按源类给出的表，如 {{'boilers': frame}}，实际为 {_kind(inventory)}",
        )
    if not inventory:
        raise _mistake("no tables are handed over: {'boilers': frame}", "没有给出表，如 {'boilers': frame}")
    if not isinstance(manifest, Mapping):
        raise _mistake(
            "tables need a manifest: {'region': '652300', 'name': {'zh': …, 'en': …}, 'year': 2024}",
            "表要有 manifest：{'region': '652300', 'name': {'zh': …, 'en': …}, 'year': 2024}",
        )
    with tempfile.TemporaryDirectory(prefix="lantian-") as folder:
        # JSON is YAML.
        try:
            text = json.dumps(dict(manifest), ensure_ascii=False, allow_nan=False, default=_plain)
        except (TypeError, ValueError) as error:
            raise _mistake(f"manifest has a value that inventory.yaml cannot hold: {error}", f"manifest 中有 inventory.yaml 放不下的值：{error}") from error
        Path(folder, "inventory.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
        for name in inventory:
            if not isinstance(name, str) or not name.replace("_", "").replace("-", "").isalnum():
                raise _mistake(
                    f"{name!r} is no name of a table: a source kind such as 'boilers' is",
                    f"{name!r} 不是表的名称，应为源类，如 'boilers'",
                )
            Path(folder, name + ".csv").touch()
        return _call(options | {"folder": folder}, inventory)


def _plain(value: Any) -> Any:
    """What JSON does not know: numbers of numpy, dates, decimals, paths."""
    if isinstance(value, (datetime.date, Decimal, os.PathLike)):
        return str(value)
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{value!r} is {_kind(value)}")


def _call(options: dict[str, Any], tables: Mapping[str, Any]) -> Result:
    # Options are text of the library before any stream is asked for: what cannot be one stops the call with nothing held.
    try:
        text = json.dumps(options, ensure_ascii=False).encode("utf-8")
    except (TypeError, ValueError) as error:
        raise _mistake(f"an option holds what is no text: {error}", f"选项中有不是文本的内容：{error}") from None
    # Every table is asked before any stream moves: where one has none, the others stay whole.
    handed = [(name, *_stream_of(table, name)) for name, table in tables.items()]
    streams = (_Stream * max(len(tables), 1))()
    names = (ctypes.c_char_p * max(len(tables), 1))()
    for place, (name, _, pointer) in enumerate(handed):
        # The stream moves over to the library: the capsule keeps an empty one.
        ctypes.memmove(ctypes.byref(streams, place * ctypes.sizeof(_Stream)), pointer, ctypes.sizeof(_Stream))
        ctypes.cast(pointer, ctypes.POINTER(_Stream)).contents.release = None
        names[place] = name.encode("utf-8")
    result, told = ctypes.c_void_p(), ctypes.c_void_p()
    if "plan" in options:
        code = _library.lantian_plan(text, ctypes.byref(result), ctypes.byref(told))
    else:
        code = _library.lantian_compute(text, names, streams, len(tables), ctypes.byref(result), ctypes.byref(told))
    answer = json.loads(_text(told.value))
    findings = [_finding(found, options["folder"], tables) for found in answer["findings"]]
    if code or not result.value:
        # Streams that were not taken over any more are released here.
        for place in range(len(tables)):
            if streams[place].release:
                _RELEASE(streams[place].release)(ctypes.byref(streams[place]))
        message = answer["message"]
        raise LantianError(message.get("en", ""), code, findings, message.get("zh", ""))
    return Result(result.value, findings, answer.get("targets", []))


def _finding(found: Mapping[str, Any], folder: str, tables: Iterable[str]) -> Finding:
    """A finding; what stands in a table that was handed over is named by table and row."""
    file, line = found.get("file"), found.get("line")
    texts, table, row = dict(found["text"]), None, None
    for name in tables:
        path = f"{folder}/{name}.csv"
        if file == path:
            table = name
            row = line - 2 if line is not None and line > 1 else None
            for language in texts:
                texts[language] = texts[language].replace(f"{path}:{line}", f"{name}[{row}]" if row is not None else name).replace(path, name)
    if tables:
        # The folder is a temporary one: what it holds was handed over.
        for language in texts:
            texts[language] = texts[language].replace(f"{folder}/inventory.yaml", "manifest").replace(f"{folder}/", "").replace(folder, "inventory")
    return Finding(
        found["severity"], found["code"], texts["en"], texts["zh"], file, line, found.get("column"), found.get("value"), table, row,
    )
