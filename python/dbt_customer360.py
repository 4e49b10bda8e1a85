"""What dbt and dbt-spark's session method lack, added when dbt starts: dbt imports every installed module named dbt_*.

Unreadable inputs: a macro cannot catch an error of the database. Here it can ask beforehand what is wrong with a file,
and whether a quote in it is never closed, which is no error of any database: the lines after it would be lost.
Unit tests: dbt hides the project's sources from the macros of a model that is being unit-tested. Here the macros that
read the input contract find it there too.
Python models: dbt-spark sends them to Databricks only. Here they run in the session that the SQL runs in.
Killed builds: a table that was being written leaves its folder without a table, and Spark refuses to create the table
again. Here such a folder is removed, where the target allows it.
Errors: Spark adds hundreds of lines of Java's stack to them. Here they end before it. A DuckDB file that cannot be
opened ends dbt-duckdb in Python's stack. Here it is one sentence.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import duckdb
from customer360.inputs.reading import NotFoundError, ReadError, connected, first_line, require_closed_quotes, source
from customer360.spark_setup import prepare_python
from dbt.adapters.events.logging import AdapterLogger
from dbt_common.exceptions import DbtRuntimeError

METHOD = "session"

#: The setting of a target under which leftover folders may be removed.
REMOVE_LEFTOVERS = "spark.customer360.removeLeftovers"


def read_problem(location: str) -> str:
    """What keeps a file of this machine from being read, in a sentence; empty where nothing does or none is there."""
    return problem(source, location) or problem(require_closed_quotes, location)


def quote_problem(location: str, separator: str) -> str:
    """A quote that is never closed in a file of this machine, which Spark too reads without a word, in a sentence."""
    return problem(partial(require_closed_quotes, stated=separator), location)


def problem(reading: Callable[[duckdb.DuckDBPyConnection, str], object], location: str) -> str:
    """What a way of reading a location says against it."""
    try:
        with connected(None) as connection:
            reading(connection, location)
    except NotFoundError:
        return ""
    except ReadError as error:
        return str(error)
    return ""


def add_module() -> None:
    """Let macros call `modules.customer360.read_problem` and its like."""
    context: Any = import_module("dbt.context.base")
    modules = context.get_context_modules

    def with_ours() -> dict[str, dict[str, Any]]:
        return {**modules(), "customer360": {"read_problem": read_problem, "quote_problem": quote_problem}}

    context.get_context_modules = with_ours


def show_contract_to_unit_tests() -> None:
    """Let `graph.sources` be the same in unit tests as in the build."""
    loader: Any = import_module("dbt.parser.unit_tests").UnitTestManifestLoader
    load = loader.load

    def load_with_sources(self: Any) -> Any:
        unit_tests = load(self)
        unit_tests.flat_graph = {**unit_tests.flat_graph, "sources": self.manifest.flat_graph["sources"]}
        return unit_tests

    loader.load = load_with_sources


def explain_closed_files() -> None:
    """Let dbt-duckdb say in a sentence why a file cannot be opened: it is none, is open elsewhere, has no folder."""
    environment: Any = import_module("dbt.adapters.duckdb.environments.local").LocalEnvironment
    handle = environment.handle

    def handle_or_say(self: Any) -> Any:
        try:
            return handle(self)
        except duckdb.Error as error:
            raise DbtRuntimeError(f"The DuckDB file {self.creds.path} cannot be opened: {first_line(error)}") from error

    environment.handle = handle_or_say


def register() -> None:
    """Teach dbt-spark, where it is installed, to run Python models in the session and to outlive killed builds."""
    try:
        impl: Any = import_module("dbt.adapters.spark.impl")
        session: Any = import_module("dbt.adapters.spark.session")
    except ImportError:
        return
    prepare_python()
    # Tables are exchanged as Arrow; nothing here goes through the pandas API that the warning is about.
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas", category=FutureWarning)

    of_databricks = impl.SparkAdapter.python_submission_helpers.fget

    def helpers(adapter: Any) -> dict[str, Any]:
        return {**of_databricks(adapter), METHOD: SessionJob}

    def default_method(adapter: Any) -> str:
        return METHOD if adapter.config.credentials.method == METHOD else "all_purpose_cluster"

    impl.SparkAdapter.python_submission_helpers = property(helpers)
    impl.SparkAdapter.default_python_submission_method = property(default_method)

    execute = session.Cursor.execute

    def execute_again(cursor: Any, sql: str, *parameters: Any) -> None:
        again(lambda: execute(cursor, sql, *parameters))

    session.Cursor.execute = execute_again


def spark_session() -> Any:
    """The live session; pyspark is an optional extra."""
    return import_module("pyspark.sql").SparkSession.builder.getOrCreate()


class SessionJob:
    """Runs a compiled Python model in the live Spark session."""

    def __init__(self, parsed_model: dict[str, Any], credentials: Any) -> None:
        """Take what dbt gives every submission helper."""
        self.name = parsed_model["alias"]

    def submit(self, compiled_code: str) -> None:
        """Execute the model; errors name it."""
        code = compile(compiled_code, f"<python model {self.name}>", "exec")
        names = {"__name__": f"customer360_model_{self.name}", "spark": spark_session()}
        again(lambda: exec(code, names))


def again(action: Callable[[], None]) -> None:
    """Do it, and once more where a leftover folder was in the way.

    Raises:
        DbtRuntimeError: it fails; the message ends before Java's stack trace.
    """
    try:
        try:
            action()
        except Exception as error:
            if not (remove_leftover(error) or remove_leftover(error.__cause__)):
                raise
            action()
    except Exception as error:
        raise DbtRuntimeError(without_trace(error)) from error


def without_trace(error: BaseException) -> str:
    """The message of an error of Spark, up to Java's stack trace."""
    return re.split(r"\n\s*at \S+\(|\n\s*JVM stacktrace:", str(error), maxsplit=1)[0].strip()


def remove_leftover(error: Any) -> bool:
    """Delete the folder that keeps Spark from creating a managed table, where that is the error; whether it was.

    Only where the target says so (profiles.yml): there the metastore is embedded, so no other build can be writing into
    the folder, and the warehouse belongs to this metastore alone, so a folder without a table is of no use to anybody.
    """
    condition = getattr(error, "getCondition", lambda: None)()
    if condition != "LOCATION_ALREADY_EXISTS":
        return False
    spark = spark_session()
    location = error.getMessageParameters()["location"].strip("'")
    path = spark._jvm.org.apache.hadoop.fs.Path(location)
    warehouse = spark._jvm.org.apache.hadoop.fs.Path(spark.conf.get("spark.sql.warehouse.dir"))
    is_ours = path.toUri().getPath().startswith(warehouse.toUri().getPath() + "/")
    if spark.conf.get(REMOVE_LEFTOVERS, "false") != "true" or not is_ours:
        return False
    AdapterLogger("Spark").warning(f"Removing {location}, which a build that was killed has left without a table.")
    return bool(path.getFileSystem(spark._jsc.hadoopConfiguration()).delete(path, True))


add_module()
show_contract_to_unit_tests()
explain_closed_files()
register()
