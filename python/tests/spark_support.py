"""Whether tests that need Spark can run here."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from customer360.spark_setup import spark_missing


def spark_session() -> Any:
    """The session of this process."""
    return import_module("pyspark.sql").SparkSession.builder.getOrCreate()


needs_spark = pytest.mark.skipif(spark_missing() is not None, reason=str(spark_missing()))
