"""Settings of a Superset that reads the published tables, and through DuckDB no other file of its machine.

DuckDB runs inside Superset, so a query may open whatever Superset itself may: the warehouse, with personal data, or any
file, also for writing, read-only though the connection is. Here DuckDB is told to stay within the published folder.
"""

import os
import threading
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

#: Full path of the published folder.
SERVED = os.environ["CUSTOMER360_SERVED"]

OPENING = threading.Lock()


@event.listens_for(Engine, "connect")
def stay_in_the_published_folder(connection: Any, _record: Any) -> None:
    """Bar a new DuckDB connection from other files; connections that share an opened file share its settings."""
    if not type(connection).__module__.startswith("duckdb_engine"):
        return
    cursor = connection.cursor()
    with OPENING:
        cursor.execute("select current_setting('enable_external_access')")
        if cursor.fetchone()[0]:
            folder = SERVED.replace("'", "''")
            cursor.execute(f"set allowed_directories = ['{folder}']")
            cursor.execute("set enable_external_access = false")
            cursor.execute("set lock_configuration = true")
