"""Puts into pyspark what it lacks: Delta's jars, fetched by Ivy and checked by hash, and our plugin, compiled.

Part of `make setup`; also `python -m snippets_tests.lakehouse.install`. Standard library only, because it runs before
anything else works. What is there is not fetched or compiled again.
"""

from __future__ import annotations

import errno
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from snippets_tests.lakehouse import archive, java_runtime, truststore

HERE = Path(__file__).resolve().parent
BUILD = HERE.parent.parent / "build"
IVY = HERE / "jars" / "ivy.xml"
PLUGIN = "lakeproof-plugin-"
# A fixed date makes the same sources the same bytes.
EPOCH = (2020, 1, 1, 0, 0, 0)


class InstallError(Exception):
    """Setting up the lakehouse cannot go on; one line with the cause and the remedy."""


def install(python_prefix: Path, build: Path, log: java_runtime.Log = print) -> None:
    """Make the pyspark of a Python environment a lakehouse.

    Args:
        python_prefix: The environment's folder, such as `.venv`.
        build: Where what is fetched and made for this checkout goes.
        log: Told one line a step that really does something.

    Raises:
        InstallError: No Java, no network, a wrong checksum, a full disk, a plugin that does not compile.
    """
    site = _site_packages(python_prefix)
    jars = site / "pyspark" / "jars"
    if not jars.is_dir():
        raise InstallError(f"no pyspark in {python_prefix}: install requirements.txt first")
    try:
        build.mkdir(parents=True, exist_ok=True)
        target = _Target(java_runtime.find(build, site), jars, build, log)
        wanted = _wanted()
        compilers = [name for name in wanted if name.startswith("ecj-")]
        target.fetch({name: digest for name, digest in wanted.items() if name not in compilers}, "spark", jars)
        target.compile({name: wanted[name] for name in compilers})
        archive.make(python_prefix / "bin" / "python", build, jars, log)
    except java_runtime.NoJava as error:
        raise InstallError(str(error)) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise InstallError(f"the disk is full ({error.filename or jars}): 200 MB are needed") from error
        raise


def main() -> int:
    """Install into the running Python's environment; 0 when all is there, 2 when something is missing."""
    try:
        install(Path(sys.prefix), BUILD)
    except InstallError as error:
        print(f"lakehouse: {error}", file=sys.stderr)
        return 2
    return 0


@dataclass(frozen=True)
class _Target:
    """One pyspark to be completed: with which Java, its folder of jars, our folder of built things."""

    home: Path
    jars: Path
    build: Path
    log: java_runtime.Log

    def fetch(self, wanted: dict[str, str], conf: str, folder: Path) -> None:
        """Bring jars that are missing in a folder there, once their checksums are right."""
        missing = [name for name in wanted if not (folder / name).is_file()]
        if not missing:
            return
        self.log(f"lakehouse: fetching {', '.join(missing)}")
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.build, prefix="jars-") as fetched:
            self._run_ivy(Path(fetched), conf)
            for name in missing:
                self._adopt(Path(fetched) / name, folder / name, wanted[name])

    def _run_ivy(self, folder: Path, conf: str) -> None:
        """Run Ivy's own command line, which pyspark brings: it knows the public repository of Java by default."""
        ivy = next(iter(sorted(self.jars.glob("ivy-*.jar"))), None)
        if ivy is None:
            raise InstallError(f"{self.jars} has no Ivy: lakeproof is made for the pyspark of requirements.txt")
        trust = truststore.options(self.build / "truststore.jks")
        command = [str(self.home / "bin" / "java"), *trust, "-cp", str(ivy), "org.apache.ivy.Main"]
        command += ["-ivy", str(IVY), "-confs", conf, "-cache", str(self.build / "ivy")]
        done = _run([*command, "-retrieve", f"{folder}/[artifact]-[revision].[ext]"])
        said = done.stdout + done.stderr
        if done.returncode or "UNRESOLVED DEPENDENCIES" in said or "FAILED DOWNLOADS" in said:
            raise InstallError(_explain_ivy(said))

    def _adopt(self, fetched: Path, place: Path, digest: str) -> None:
        if not fetched.is_file():
            raise InstallError(f"{place.name} was not fetched: is it in {IVY.name} as in sha256.txt?")
        found = hashlib.sha256(fetched.read_bytes()).hexdigest()
        if found != digest:
            # Else the wrong file would be taken from Ivy's cache for ever.
            shutil.rmtree(self.build / "ivy", ignore_errors=True)
            raise InstallError(
                f"{place.name} is not the file that sha256.txt pins (its SHA-256 is {found}); "
                "it was thrown away: run the command again, and see what stands between you and the repository"
            )
        _place(fetched, place)

    def compile(self, compilers: dict[str, str]) -> None:
        """Compile the plugin when its sources changed since the jar that is there was made."""
        sources, resources = (sorted((HERE / "java").rglob(f"*.{kind}")) for kind in ("java", "xml"))
        named = (path.name.encode() + b"\0" + path.read_bytes() for path in [*sources, *resources])
        digest = hashlib.sha256(b"".join(named)).hexdigest()
        jar = self.jars / f"{PLUGIN}{digest[:12]}.jar"
        if jar.is_file():
            return
        self.log(f"lakehouse: compiling {jar.name}")
        with tempfile.TemporaryDirectory(dir=self.build, prefix="classes-") as folder:
            # Spelt out, because ecj knows no `*` in a class path.
            libraries = ":".join(str(path) for path in sorted(self.jars.glob("*.jar")) if PLUGIN not in path.name)
            done = _run([*self._compiler(compilers), "-d", folder, "-cp", libraries, *map(str, sources)])
            if done.returncode:
                said = (done.stdout + done.stderr).strip()
                first = re.search(r"^.*ERROR in.*$", said, re.MULTILINE)
                raise InstallError(f"the plugin does not compile: {first.group() if first else said[:1000]}")
            for resource in resources:
                shutil.copy(resource, folder)
            _zip(Path(folder), Path(folder) / "plugin.jar")
            _place(Path(folder) / "plugin.jar", jar)
        for old in self.jars.glob(f"{PLUGIN}*.jar"):
            if old != jar:
                old.unlink()

    def _compiler(self, compilers: dict[str, str]) -> list[str]:
        """Eclipse's compiler everywhere, JDK or not: it refuses some code that javac takes, and nobody would notice."""
        self.fetch(compilers, "compiler", self.build / "compiler")
        ecj = self.build / "compiler" / next(iter(compilers))
        return [str(self.home / "bin" / "java"), "-jar", str(ecj), "-nowarn", f"-{java_runtime.OLDEST}"]


def _site_packages(prefix: Path) -> Path:
    found = sorted(prefix.glob("lib/python3*/site-packages/pyspark"))
    own = [path for path in found if path.parts[-3] == f"python{sys.version_info[0]}.{sys.version_info[1]}"]
    return next(iter(own or found), prefix / "pyspark").parent


def _wanted() -> dict[str, str]:
    """The jars' names and the SHA-256 that each must have."""
    lines = (HERE / "jars" / "sha256.txt").read_text().splitlines()
    return {name: digest for digest, name in (line.split() for line in lines if line)}


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)


def _explain_ivy(said: str) -> str:
    if re.search(r"No space left", said):
        return "the disk is full: 200 MB are needed"
    if re.search(r"PKIX|SSLHandshake", said):
        return "the Maven repository's certificate is not trusted: set SSL_CERT_FILE to your company's authorities"
    if re.search(r"UnknownHost|ConnectException|Connection refused|timed out|unreachable|SocketException", said):
        return "the Maven repository cannot be reached; the first set-up needs a network"
    unresolved = re.findall(r":: (\S+#\S+): not found", said)
    last = said.strip().splitlines()[-1:] or ["Ivy said nothing"]
    return f"the Maven repository has no {', '.join(unresolved)}" if unresolved else f"Ivy failed: {last[0].strip()}"


def _place(made: Path, place: Path) -> None:
    """Copy beside the final place, then rename: nobody ever sees half a jar."""
    partial = place.with_name(f"{place.name}.part")
    try:
        shutil.copyfile(made, partial)
        partial.replace(place)
    finally:
        partial.unlink(missing_ok=True)


def _zip(folder: Path, jar: Path) -> None:
    content = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(jar, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in content:
            archive.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix(), EPOCH), path.read_bytes())


if __name__ == "__main__":
    sys.exit(main())
