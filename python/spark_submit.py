"""dbt as spark-submit takes it, a file that ends in .py: `spark-submit … python/spark_submit.py build --target …`."""

from dbt.cli.main import cli

if __name__ == "__main__":
    cli()
