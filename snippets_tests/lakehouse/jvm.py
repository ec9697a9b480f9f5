"""Starts the one JVM of a run and lets pyspark in.

Not by way of `spark-submit`: that starts a second Java first and waits in steps of a tenth of a second, and its class
path holds a folder, which rules out Java's archive of loaded classes (half the start-up time).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

from . import archive, conf, exceptions, java_runtime
from .connect import ConnectServer
from .install import PLUGIN
from .samples import EDITION


class StartError(Exception):
    """The JVM did not start; the text holds what it said."""


class Jvm:
    """A running JVM with a Spark context; everything that it writes lies under `home`.

    Args:
        home: The checkout's `build` folder.
        settings: Spark's, as `conf.chosen` gives them.
    """

    def __init__(self, home: Path, settings: Mapping[str, str]) -> None:
        import pyspark

        self._settings = settings
        self._home = home
        self._jars = Path(pyspark.__file__).parent / "jars"
        # A folder of its own, since several processes may run at once.
        self.folder = home / "lakehouse" / str(os.getpid())
        _sweep(self.folder.parent)
        self.process = self._start()
        self.context = self._connect()
        # Of no tenant; tenants' sessions are made beside it.
        self.root = self.session_class.builder().getOrCreate()

    @cached_property
    def connect(self) -> ConnectServer:
        """Spark Connect's server, started when it is first asked for."""
        return ConnectServer(self)

    @property
    def package(self) -> Any:
        """Our own classes in the JVM."""
        return self.context._jvm.io.lakeproof

    @property
    def session_class(self) -> Any:
        """Spark's own class of sessions."""
        return self.context._jvm.org.apache.spark.sql.classic.SparkSession

    @property
    def warehouse(self) -> Path:
        """Where managed tables lie."""
        return self.folder / "warehouse"

    @property
    def samples(self) -> Path:
        """Where the sample tables lie, for all runs."""
        return self._home / "samples"

    def plain_session(self) -> Any:
        """A session of no tenant, for what all tenants share."""
        from pyspark.sql import SparkSession

        return SparkSession(self.context, self.root.newSession())

    def stop(self) -> None:
        """Stop Spark and the JVM and remove what they wrote."""
        self.context.stop()
        self._gateway.shutdown()
        from pyspark import SparkContext

        # pyspark keeps the gateway for the next context; that JVM is gone.
        SparkContext._gateway = None
        SparkContext._jvm = None
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> subprocess.Popen[str]:
        settings = self._home / "spark-conf"
        conf.write(settings)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.warehouse.mkdir(parents=True)
        java = java_runtime.java_home(self._home)
        command = [str(java / "bin" / "java"), *self._options(java, settings), "io.lakeproof.Main"]
        log = self.folder / "spark.log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=self._environment(),
                # An interrupt at the terminal is for Python; the JVM ends with it.
                start_new_session=True,
            )
        assert process.stdout is not None
        door = process.stdout.readline().split()
        if len(door) != 2:
            process.kill()
            raise StartError(f"the JVM did not start; it said in {log}:\n{log.read_text()[-2000:]}")
        self._port, self._secret = door
        return process

    def _options(self, java: Path, settings: Path) -> Iterator[str]:
        # Our own first: its few defaults of Hadoop stand for Hadoop's many.
        jars = sorted(self._jars.glob("*.jar"), key=lambda path: (PLUGIN not in path.name, path))
        yield from ("-cp", ":".join(map(str, jars)))
        yield f"-Xmx{self._settings['spark.driver.memory']}"
        yield from module_options(self._home, java, self._jars)
        yield from self._settings["spark.driver.extraJavaOptions"].split()
        yield from archive.options(archive.path(self._home, java, jars))
        yield f"-Dlog4j2.configurationFile={settings / 'log4j2.properties'}"
        yield f"-Djava.io.tmpdir={self.folder}"
        own = {
            "spark.app.name": "lakeproof",
            "spark.submit.deployMode": "client",
            "spark.local.dir": str(self.folder),
            "spark.sql.warehouse.dir": self.warehouse.as_uri(),
            "spark.hadoop.lakeproof.warehouse": str(self.warehouse),
            "spark.hadoop.lakeproof.samples": str(self.samples / EDITION),
        }
        for key, value in {**self._settings, **own}.items():
            yield f"-D{key}={value}"

    def _environment(self) -> dict[str, str]:
        # Python workers must be this Python, not the first one on PATH.
        return {**os.environ, "PYSPARK_PYTHON": sys.executable, "PYSPARK_DRIVER_PYTHON": sys.executable, "TZ": "UTC"}

    def _connect(self) -> Any:
        from pyspark import SparkContext
        from pyspark.java_gateway import ensure_callback_server_started, launch_gateway

        door = {"PYSPARK_GATEWAY_PORT": self._port, "PYSPARK_GATEWAY_SECRET": self._secret}
        with _environ({**door, "PYSPARK_PYTHON": sys.executable, "PYSPARK_PIN_THREAD": "true"}):
            self._gateway = launch_gateway()
            context = SparkContext(gateway=self._gateway)
        ensure_callback_server_started(self._gateway)
        exceptions.install()
        return context


def module_options(home: Path, java: Path, jars: Path) -> list[str]:
    """The `--add-opens` and the like that this Spark needs, as its own launcher says; asked once, then remembered."""
    known = home / "spark-conf" / "java-options.txt"
    plugin = next(iter(sorted(jars.glob("spark-launcher_*.jar"))))
    first = f"# {plugin.name} {java}"
    if known.is_file() and (lines := known.read_text().splitlines())[0] == first:
        return lines[1:]
    command = [str(java / "bin" / "java"), "-Xmx128m", "-cp", f"{jars}/*", "org.apache.spark.launcher.Main"]
    environment = {**os.environ, "SPARK_HOME": str(jars.parent), "SPARK_SCALA_VERSION": "2.13"}
    # Elsewhere than in a folder that could hold settings of the user's.
    environment["SPARK_CONF_DIR"] = str(home / "none")
    done = subprocess.run(
        [*command, "org.apache.spark.deploy.SparkSubmit", "pyspark-shell"],
        capture_output=True,
        text=True,
        env=environment,
    )
    if done.returncode:
        raise StartError(f"Spark's launcher failed: {done.stderr.strip()[-1000:]}")
    said = [word.strip() for word in done.stdout.split("\0")]
    options = [word for word in said if word.startswith(("--", "-D", "-XX:"))]
    known.parent.mkdir(parents=True, exist_ok=True)
    known.write_text("\n".join([first, *options]) + "\n")
    return options


def _sweep(folder: Path) -> None:
    """Remove what processes left that ended without stopping their JVM."""
    for left in folder.glob("*"):
        try:
            os.kill(int(left.name), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (PermissionError, ValueError):
            continue


@contextmanager
def _environ(changes: dict[str, str]) -> Iterator[None]:
    """Set environment variables for a moment: a shell block must not find the way into this JVM."""
    before = {key: os.environ.get(key) for key in changes}
    os.environ.update(changes)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                del os.environ[key]
            else:
                os.environ[key] = value
