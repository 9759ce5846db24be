"""What Superset does with its own engine specification. Prints `ok STEP` or `FAIL STEP: why`, a line each."""

import logging
import os
import tempfile

home = tempfile.mkdtemp()
config = os.path.join(home, "superset_config.py")
with open(config, "w") as file:
    file.write(f"SECRET_KEY = 'of this test alone'\nSQLALCHEMY_DATABASE_URI = 'sqlite:///{home}/superset.db'\n")
    for cache in ["CACHE", "DATA_CACHE", "FILTER_STATE_CACHE", "EXPLORE_FORM_DATA_CACHE"]:
        file.write(f"{cache}_CONFIG = {{'CACHE_TYPE': 'NullCache'}}\n")
os.environ.update(SUPERSET_CONFIG_PATH=config, SUPERSET_HOME=home)
logging.disable(logging.CRITICAL)

from superset.app import create_app  # noqa: E402: it reads the configuration

tables = os.environ["CH_TABLES"].split(",")


def step(name):
    def run(act):
        try:
            act()
            print("ok Superset:", name, flush=True)
        except Exception as error:  # noqa: BLE001: whatever it is, it is what the test tells
            print(f"FAIL Superset: {name}: {type(error).__name__} {str(error)[:300]!r}", flush=True)

    return run


with create_app().app_context():
    from superset.models.core import Database
    from superset.sql.parse import Table

    of = os.environ
    address = f"clickhousedb://{of['CH_USER']}:{of['CH_PASSWORD']}@{of['CH_HOST']}:{of['CH_PORT']}/ecomind"
    database = Database(database_name="ecomind", sqlalchemy_uri=address, extra="{}")
    database.set_sqlalchemy_uri(address)

    @step("its specification is that of clickhouse-connect")
    def _():
        assert database.db_engine_spec.__name__ == "ClickHouseConnectEngineSpec", database.db_engine_spec

    @step("test the connection")
    def _():
        with database.get_sqla_engine() as engine:
            with engine.raw_connection() as connection:
                assert engine.dialect.do_ping(connection)

    @step("the dataset dialog: schemas, tables, views")
    def _():
        assert database.get_all_schema_names() == {"ecomind"}
        found = database.get_all_table_names_in_schema(None, "ecomind") | database.get_all_view_names_in_schema(None, "ecomind")
        assert sorted(name for name, *_ in found) == tables, found

    @step("the columns of every table, with a type of Superset's")
    def _():
        for name in tables:
            columns = database.get_columns(Table(name, "ecomind"))
            assert len(columns) > 1, name
            for column in columns:
                assert database.db_engine_spec.get_column_spec(str(column["type"])), column

    @step("a preview of every table")
    def _():
        for name in tables:
            text = database.select_star(Table(name, "ecomind"), limit=5)
            database.get_df(text, schema="ecomind")

    @step("functions for the editor")
    def _():
        assert len(database.function_names) > 500

    @step("a chart by day")
    def _():
        grain = database.db_engine_spec.get_time_grain_expressions()["P1D"].format(col="bucket")
        text = database.apply_limit_to_sql(f"SELECT {grain} AS day, sum(requests) AS n FROM usage_model_15m GROUP BY day ORDER BY day", 100)
        frame = database.get_df(text, schema="ecomind")
        assert int(frame["n"].sum()) > 0 and len(frame) > 1, frame

    @step("an error says what it is")
    def _():
        try:
            database.get_df("SELECT nothing FROM events")
        except Exception as error:  # noqa: BLE001
            assert "nothing" in str(error), error
            return
        raise AssertionError("no error")
