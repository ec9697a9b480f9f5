"""Python blocks run in this process, as the script or notebook cell that a reader would paste them into.

A block stands alone: a fresh module named `__main__`. `continuation` keeps the names of the block before. `spark`,
`dbutils` and `display` are there without an import, as on Databricks, and Spark starts only when a block speaks of it.
A block that imports Databricks Connect is a script of another Python; see `remote`.
"""

from __future__ import annotations

import ast
import importlib
import linecache
from types import CodeType, ModuleType

from snippets_tests.pages import Block
from snippets_tests.runners import limit, mlflow_state, remote
from snippets_tests.runners.capture import Capture
from snippets_tests.runners.outcome import BlockFailure
from snippets_tests.runners.process import block_process
from snippets_tests.runners.raised import Raised
from snippets_tests.runners.world import World
from snippets_tests.workspace.notebooks.dbutils import NotebookExit

GIVEN = frozenset({"spark", "dbutils", "display"})
SPARK_MODULES = frozenset({"pyspark", "delta"})


def run(block: Block, world: World) -> str:
    """Run a Python block; what it prints is its output, an expected exception's `Name: text` is its last line."""
    tree, code = parse(block, world)
    if remote.wanted(tree):
        return _ended(*_elsewhere(block, world))
    module = _module(block, world, _needs(tree))
    _remember(block, world)
    world.module = module
    try:
        printed = _execute(code, module, block, world)
    except BlockFailure as failure:
        failure.message = world.hide_secrets(failure.message)
        failure.output = world.hide_secrets(failure.output)
        raise
    return world.hide_secrets(printed)


def _execute(code: CodeType, module: ModuleType, block: Block, world: World) -> str:
    capture, page = Capture(), str(block.path.resolve())
    raised: BaseException | None = None
    with block_process(world, module):
        try:
            with capture, world.limited():
                exec(code, module.__dict__)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raised = error
        if not _is_continued(block, world):
            mlflow_state.forget()
    if isinstance(raised, limit.TimeLimit):
        raise BlockFailure(limit.said(world.seconds), Raised.of(raised, page).line, capture.stdout)
    if isinstance(raised, NotebookExit) and block.text("raises") is None:
        return f"{capture.stdout}Notebook exited: {raised.value}\n"
    return _ended(Raised.of(raised, page) if raised else None, block, capture.stdout, capture.stderr)


def _elsewhere(block: Block, world: World) -> tuple[Raised | None, Block, str, str]:
    raised, printed, complaints = remote.execute(block, world, _source(block, world))
    return raised, block, printed, complaints


def _is_continued(block: Block, world: World) -> bool:
    """Whether the next Python block goes on with this one's names, and so with what its libraries remember."""
    later = (each for each in world.page.blocks if each.language == "python" and each.line > block.line)
    following = next(later, None)
    return following is not None and bool(following.options.get("continuation"))


def parse(block: Block, world: World) -> tuple[ast.Module, CodeType]:
    """Compile a block so that its line numbers are the page's.

    Raises:
        BlockFailure: at the line of a syntax error.
    """
    source = _source(block, world)
    filename = str(block.path.resolve())
    try:
        tree = ast.parse(source, filename)
        return tree, compile(tree, filename, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = min(getattr(error, "lineno", None) or block.line, block.end_line - 1)
        raise BlockFailure(f"{type(error).__name__}: {getattr(error, 'msg', None) or error}", line) from None


def _source(block: Block, world: World) -> str:
    return "\n" * (block.code_line - 1) + world.localise(block.code)


def _needs(tree: ast.Module) -> frozenset[str]:
    """Which of the given names a block uses; importing pyspark means that it builds a session by itself."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in GIVEN:
                found.add(name)
            case ast.Import(names=names) if any(_top(alias.name) in SPARK_MODULES for alias in names):
                found.add("session")
            case ast.ImportFrom(module=str(name)) if _top(name) in SPARK_MODULES:
                found.add("session")
            case ast.ImportFrom(module="databricks.sdk.runtime"):
                found |= {"session", "dbutils"}
            case _:
                pass
    return frozenset(found)


def _top(name: str) -> str:
    return name.partition(".")[0]


def _module(block: Block, world: World, needs: frozenset[str]) -> ModuleType:
    if block.options.get("continuation"):
        if world.module is None:
            raise BlockFailure("continuation, but there is no Python block before it that has run")
        module = world.module
    else:
        world.forget_modules()
        module = ModuleType("__main__")
        module.__dict__["__file__"] = str(block.path.resolve())
        module.__dict__["__builtins__"] = __builtins__
    for name, value in world.given(needs).items():
        module.__dict__.setdefault(name, value)
    importlib.invalidate_caches()
    return module


def _remember(block: Block, world: World) -> None:
    """Let tracebacks and `inspect.getsource` read the code itself, not the Markdown around it."""
    if not block.options.get("continuation"):
        world.lines = []
    world.lines += ["\n"] * (block.end_line - len(world.lines))
    world.lines[block.code_line - 1 : block.end_line - 1] = [f"{line}\n" for line in block.code.split("\n")[:-1]]
    name = str(block.path.resolve())
    linecache.cache[name] = (len(world.lines), None, world.lines, name)


def _ended(raised: Raised | None, block: Block, printed: str, complaints: str) -> str:
    """Hold the way a block ended against its promise."""
    wanted = block.text("raises")
    succeeded = raised is None or raised.exit in ("None", "0")
    if wanted is None and succeeded:
        return printed
    if raised is None:
        raise BlockFailure(f"the block was to raise {wanted}, and it succeeded", output=printed)
    if wanted in raised.names:
        return f"{printed}{raised.text}\n"
    said = raised.text if raised.exit is None else f"the block left with sys.exit({raised.exit})"
    if wanted is not None:
        said = f"the block was to raise {wanted}, and it raised {said}"
    # The way through the page; libraries' own frames explain nothing to a writer.
    steps = [f"  line {line}, in {name}" for line, name in raised.steps]
    details = [said, *(steps if len(steps) > 1 else [])]
    if complaints.strip():
        details += ["  on standard error:", *(f"    {line}" for line in complaints.strip().splitlines()[-6:])]
    raise BlockFailure("\n".join(details), raised.line, printed) from None
