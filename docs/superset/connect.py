"""Give a running Superset the published tables: a connection, a dataset and a chart, over its REST API.

    python connect.py http://localhost:8088 /full/path/served/current/customer360.duckdb

The user is $SUPERSET_USER (default admin), the password $SUPERSET_PASSWORD. What exists already is kept, so it can be
run again. It ends with the chart's data, as Superset answers them. Needs nothing but Python.
"""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

NET_REVENUE = {
    "expressionType": "SIMPLE",
    "column": {"column_name": "net_revenue_amount"},
    "aggregate": "SUM",
    "label": "Net revenue",
}


class Superset:
    """A session with Superset. Every method raises urllib.error.HTTPError where Superset refuses."""

    def __init__(self, address: str) -> None:
        """Log in."""
        self.address = address.rstrip("/") + "/api/v1/"
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.headers: dict[str, str] = {}
        user, password = os.environ.get("SUPERSET_USER", "admin"), os.environ["SUPERSET_PASSWORD"]
        answer = self.ask("security/login", {"username": user, "password": password, "provider": "db"})
        self.headers["Authorization"] = f"Bearer {answer['access_token']}"
        self.headers["X-CSRFToken"] = self.ask("security/csrf_token/")["result"]

    def ask(self, path: str, content: dict[str, Any] | None = None) -> Any:
        """The answer to a GET, or to a POST of the content."""
        data = None if content is None else json.dumps(content).encode()
        headers = self.headers | ({} if content is None else {"Content-Type": "application/json"})
        with self.opener.open(urllib.request.Request(self.address + path, data, headers)) as answer:
            return json.load(answer)

    def id_of(self, kind: str, name_column: str, content: dict[str, Any]) -> int:
        """The id of the object of this kind and name, which is made where there is none."""
        found = f"(filters:!((col:{name_column},opr:eq,value:'{content[name_column]}')))"
        ids: list[int] = self.ask(f"{kind}/?q={urllib.parse.quote(found)}")["ids"]
        return ids[0] if ids else int(self.ask(f"{kind}/", content)["id"])


def main(address: str, file: str) -> None:
    """Connect, run a query, add two datasets and a chart, and print what the chart shows."""
    superset = Superset(address)
    uri = f"duckdb:///{urllib.parse.quote(file)}?access_mode=read_only"
    connection = {"database_name": "customer360", "sqlalchemy_uri": uri, "expose_in_sqllab": True}
    database = superset.id_of("database", "database_name", connection)
    print(f"Connection {database}: {uri}")

    query = {"database_id": database, "schema": "main", "sql": "select max(as_of_date) as as_of from customer_360"}
    print("SQL Lab:", superset.ask("sqllab/execute/", query)["data"])

    for table in ("customer_360", "sales_monthly"):
        content = {"table_name": table, "database": database, "schema": "main"}
        print(f"Dataset {superset.id_of('dataset', 'table_name', content)}: {table}")

    dataset = superset.id_of("dataset", "table_name", content)
    shown = {"columns": ["month_date"], "metrics": [NET_REVENUE], "orderby": [["month_date", True]]}
    asked = {"datasource": {"id": dataset, "type": "table"}, "queries": [shown]}
    look = {"x_axis": "month_date", "time_grain_sqla": "P1M", "metrics": [NET_REVENUE]}
    chart = superset.id_of(
        "chart",
        "slice_name",
        {
            "slice_name": "Net revenue by month",
            "viz_type": "echarts_timeseries_line",
            "datasource_id": dataset,
            "datasource_type": "table",
            "params": json.dumps({"viz_type": "echarts_timeseries_line", "datasource": f"{dataset}__table"} | look),
            "query_context": json.dumps(asked),
        },
    )
    [data] = superset.ask(f"chart/{chart}/data/")["result"]
    print(f"Chart {chart}: {len(data['data'])} months, the last {data['data'][-1]}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except urllib.error.HTTPError as refused:
        sys.exit(f"Superset answers {refused.code} to {refused.url}: {refused.read().decode()}")
