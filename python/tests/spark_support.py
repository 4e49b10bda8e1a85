"""Whether tests that need Spark can run here."""

from __future__ import annotations

import pytest
from customer360.spark_setup import spark_missing

needs_spark = pytest.mark.skipif(spark_missing() is not None, reason=str(spark_missing()))
