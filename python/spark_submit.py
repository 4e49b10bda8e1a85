"""dbt and customer360 as spark-submit takes them: `spark-submit … python/spark_submit.py dbt build …`."""

import sys

from customer360.cli import main
from dbt.cli.main import cli

if __name__ == "__main__":
    command, *arguments = sys.argv[1:] or [""]
    if command not in ("dbt", "customer360"):
        sys.exit("Say which: `spark_submit.py dbt build …` or `spark_submit.py customer360 summary`.")
    sys.exit(cli(arguments) if command == "dbt" else main(arguments))
