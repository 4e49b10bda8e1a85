"""What Spark needs on this machine before it starts; importing this needs neither pyspark nor dbt."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import shutil
import subprocess
import sys

INSTALL_SPARK = "Spark is not installed here: run `pip install 'customer360[spark]'`."
INSTALL_JAVA = "Spark needs Java 17 or newer, which is not found here: run `apt-get install openjdk-17-jre-headless`."
OLDEST_JAVA = 17


def spark_missing() -> str | None:
    """What Spark lacks on this machine, in one sentence that says how to get it; None when nothing is missing."""
    if importlib.util.find_spec("pyspark") is None or importlib.util.find_spec("dbt.adapters.spark") is None:
        return INSTALL_SPARK
    return None if java_version() >= OLDEST_JAVA else INSTALL_JAVA


def java_version() -> int:
    """The major version of the Java that Spark would start; 0 where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = shutil.which(f"{home}/bin/java" if home else "java")
    if java is None:
        return 0
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
    found = re.search(r'version "(\d+)', told)
    return int(found[1]) if found else 0


def prepare_python() -> None:
    """Let Spark's workers use this Python, and PySpark keep Java's stack traces to itself.

    Under spark-submit the workers may be on other machines, where this Python is not: there PYSPARK_PYTHON, or python3,
    stays in force.
    """
    if "PYSPARK_GATEWAY_PORT" not in os.environ:
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    # PySpark writes every error it raises to stderr as well, Java's stack trace included.
    logging.getLogger("SQLQueryContextLogger").disabled = True
