"""A Spark cluster on this machine: a master and workers in processes of their own, as on several machines.

`python -m snippets_tests.lakehouse.standalone` starts one, says what points the lakehouse at it, and ends it with
Ctrl-C. Everything listens on 127.0.0.1 and on ports that are free.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from . import java_runtime
from .jvm import module_options

BUILD = Path(__file__).resolve().parents[2] / "build"
PACKAGE = "org.apache.spark.deploy"
# Its own words, once it listens.
ADDRESS = re.compile(r"Starting Spark master at (spark://\S+)")
REGISTERED = "Successfully registered with master"
SECONDS = 60
# Ends all that it started when its standard input closes, and that happens however the parent ends.
TETHER = '"$@" </dev/null & cat >/dev/null; kill -KILL 0'
LOG4J = """\
rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
logger.deploy.name = org.apache.spark.deploy
logger.deploy.level = info
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %m%n
"""


class ClusterError(Exception):
    """The cluster did not start; the text says which part, and what it said."""


class Cluster:
    """A running cluster; `master` is its address (`spark://127.0.0.1:34567`).

    Args:
        workers: How many; each has one core and memory for one executor.
        home: The checkout's `build` folder, set up by `make setup`.
    """

    def __init__(self, workers: int = 2, home: Path = BUILD) -> None:
        import pyspark

        self._spark = Path(pyspark.__file__).parent
        self._home = home
        self._folder = tempfile.TemporaryDirectory(prefix="lakeproof-cluster-")
        self.folder = Path(self._folder.name)
        (self.folder / "log4j2.properties").write_text(LOG4J)
        self._processes: list[subprocess.Popen[str]] = []
        try:
            said = self._start("master", f"{PACKAGE}.master.Master", "--host", "127.0.0.1", "--port", "0")
            self.master = said.wait_for(ADDRESS)
            started = [self._worker(number) for number in range(workers)]
            for each in started:
                each.wait_for(re.compile(f"({REGISTERED})"))
        except BaseException:
            self.close()
            raise

    @property
    def environment(self) -> dict[str, str]:
        """What points the lakehouse at this cluster, as environment variables."""
        settings = {
            "spark.executor.memory": "512m",
            "spark.executor.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xss4m",
            "spark.cores.max": str(len(self._processes) - 1),
            # Else the first executor would do all the work before the others have come.
            "spark.scheduler.minRegisteredResourcesRatio": "1.0",
        }
        given = ";".join(f"{name}={value}" for name, value in settings.items())
        return {"LAKEPROOF_SPARK_MASTER": self.master, "LAKEPROOF_SPARK_SETTINGS": given}

    def close(self) -> None:
        """End it, executors included, and remove what it wrote."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            for pipe in (process.stdin, process.stderr):
                if pipe is not None:
                    pipe.close()
        self._processes.clear()
        self._folder.cleanup()

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _worker(self, number: int) -> _Said:
        options = ["--host", "127.0.0.1", "--port", "0", "--cores", "1", "--memory", "1g"]
        options += ["--work-dir", str(self.folder / f"work-{number}")]
        return self._start(f"worker {number}", f"{PACKAGE}.worker.Worker", *options, self.master)

    def _start(self, name: str, program: str, *options: str) -> _Said:
        java = java_runtime.java_home(self._home)
        jars = self._spark / "jars"
        command = [str(java / "bin" / "java"), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
        command += module_options(self._home, java, jars)
        command += [f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}", "-cp", f"{jars}/*", program]
        environment = {
            **os.environ,
            "JAVA_HOME": str(java),
            "SPARK_HOME": str(self._spark),
            "SPARK_SCALA_VERSION": "2.13",
            "SPARK_CONF_DIR": str(self.folder),
            "SPARK_LOCAL_DIRS": str(self.folder),
            "PYSPARK_PYTHON": sys.executable,
        }
        process = subprocess.Popen(
            ["sh", "-c", TETHER, "sh", *command, "--webui-port", "0", *options],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env=environment,
            cwd=self.folder,
            start_new_session=True,
        )
        self._processes.append(process)
        return _Said(name, process)


class _Said:
    """What a part of the cluster says, read as it says it so that it never waits for a reader."""

    def __init__(self, name: str, process: subprocess.Popen[str]) -> None:
        self._name, self._process = name, process
        self._lines: list[str] = []
        self._changed = threading.Condition()
        self._ended = False
        threading.Thread(target=self._read, daemon=True, name=f"spark {name}").start()

    def wait_for(self, wanted: re.Pattern[str]) -> str:
        """The first group of the first line in which the pattern is found."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or any(self._found(wanted)), SECONDS)
            for found in self._found(wanted):
                return found
            text = "\n".join(self._lines[-20:])
            raise ClusterError(f"the {self._name} of the Spark cluster did not start; it said:\n{text}")

    def _found(self, wanted: re.Pattern[str]) -> Iterator[str]:
        return (found.group(1) for line in self._lines if (found := wanted.search(line)))

    def _read(self) -> None:
        assert self._process.stderr is not None
        with suppress(ValueError):
            for line in self._process.stderr:
                with self._changed:
                    self._lines.append(line.rstrip())
                    self._changed.notify_all()
        with self._changed:
            self._ended = True
            self._changed.notify_all()


def main() -> int:
    """Serve a cluster until interrupted."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with Cluster() as cluster:
        for name, value in cluster.environment.items():
            print(f"{name}='{value}'", flush=True)
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
