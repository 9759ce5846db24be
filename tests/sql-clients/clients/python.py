"""What analysts do with Python, with each library's own defaults. Prints `ok STEP` or `FAIL STEP: why`, a line each."""

import asyncio
import os
import threading
import time
import traceback

host, port = os.environ["CH_HOST"], int(os.environ["CH_PORT"])
user, password = os.environ["CH_USER"], os.environ["CH_PASSWORD"]
tables = os.environ["CH_TABLES"].split(",")


def step(name):
    def run(act):
        try:
            act()
            print("ok", name, flush=True)
        except Exception as error:  # noqa: BLE001: whatever it is, it is what the test tells
            print(f"FAIL {name}: {str(error)[:300]!r} {traceback.format_exc().splitlines()[-3:]}", flush=True)

    return run


import clickhouse_connect

client = clickhouse_connect.get_client(host=host, port=port, username=user, password=password, database="ecomind")


@step("clickhouse-connect: a value")
def _():
    assert client.query("SELECT count() FROM events").result_rows[0][0] > 0


@step("clickhouse-connect: parameters")
def _():
    rows = client.query(
        "SELECT {text:String}, {list:Array(UInt8)}", parameters={"text": "it's\ta 'trap'", "list": [1, 2]}
    ).result_rows
    assert rows == [("it's\ta 'trap'", [1, 2])], rows


@step("clickhouse-connect: schemas")
def _():
    assert client.command("SHOW DATABASES") == "ecomind"
    listed = client.query("SELECT name FROM system.tables WHERE database = 'ecomind' ORDER BY name").result_rows
    assert [name for (name,) in listed] == tables, listed
    assert client.command("EXISTS TABLE ecomind.events") == 1


@step("clickhouse-connect: every column of every table")
def _():
    for table in tables:
        result = client.query(f"SELECT * FROM {table} LIMIT 5")
        described = [row[0] for row in client.query(f"DESCRIBE TABLE {table}").result_rows]
        # An answer without rows has no columns in the format that this client asks for.
        assert not result.result_rows or list(result.column_names) == described, table


@step("clickhouse-connect: 100,000 rows, in blocks")
def _():
    with client.query_row_block_stream("SELECT number, toString(number) FROM numbers(100000)") as stream:
        assert sum(len(block) for block in stream) == 100_000


@step("clickhouse-connect: UInt64 above 2^53")
def _():
    assert client.query("SELECT 18446744073709551615").result_rows == [(18446744073709551615,)]


@step("clickhouse-connect: settings and time zones")
def _():
    result = client.query("SELECT number FROM numbers(100)", settings={"limit": 3})
    assert len(result.result_rows) == 3
    moment = client.query("SELECT toDateTime(0, 'UTC')", query_tz="Asia/Tokyo").result_rows[0][0]
    assert moment.hour in (0, 9), moment


@step("clickhouse-connect: an error says what it is")
def _():
    try:
        client.query("SELECT nothing FROM events")
    except Exception as error:  # noqa: BLE001
        assert "47" in str(error) and "nothing" in str(error), error
        return
    raise AssertionError("no error")


for method in ["lz4", "zstd", "gzip", "br", False]:

    @step(f"clickhouse-connect: compress={method}")
    def _():
        try:
            packed = clickhouse_connect.get_client(
                host=host, port=port, username=user, password=password, database="ecomind", compress=method
            )
        except Exception as error:  # noqa: BLE001
            if "brotli" in str(error).lower() or "unsupported compression" in str(error).lower():
                return
            raise
        assert len(packed.query("SELECT number FROM numbers(50000)").result_rows) == 50_000


# The short run has clickhouse-connect alone, and nothing that takes seconds.
if os.environ.get("CH_SHORT") == "1":
    raise SystemExit


@step("clickhouse-connect: pandas")
def _():
    frame = client.query_df("SELECT model, sum(requests) AS requests FROM usage_15m GROUP BY model")
    assert int(frame["requests"].sum()) > 0


@step("clickhouse-connect: arrow")
def _():
    table = client.query_arrow("SELECT number, toString(number) AS text FROM numbers(1000)")
    assert table.num_rows == 1_000


@step("clickhouse-connect: cancel by KILL QUERY")
def _():
    other = clickhouse_connect.get_client(host=host, port=port, username=user, password=password, database="ecomind")
    caught = []

    def long():
        try:
            other.query(
                "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash128(toString(number)))",
                settings={"query_id": "python-long"},
            )
        except Exception as error:  # noqa: BLE001
            caught.append(str(error))

    thread = threading.Thread(target=long)
    thread.start()
    for _ in range(100):
        time.sleep(0.1)
        if str(client.command("KILL QUERY WHERE query_id = 'python-long' ASYNC")).strip():
            break
    thread.join(60)
    assert caught, "it ran to its end"


from sqlalchemy import MetaData, Table, create_engine, inspect, select, text

address = f"clickhousedb://{user}:{password}@{host}:{port}/ecomind"


@step("SQLAlchemy: inspection and reflection")
def _():
    engine = create_engine(address)
    inspector = inspect(engine)
    assert "ecomind" in inspector.get_schema_names()
    assert sorted(inspector.get_table_names(schema="ecomind") + inspector.get_view_names(schema="ecomind")) == tables or (
        sorted(inspector.get_table_names(schema="ecomind")) == tables
    )
    assert {column["name"] for column in inspector.get_columns("events", schema="ecomind")} >= {"ts", "model"}
    assert inspector.has_table("events", schema="ecomind")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count() FROM events")).scalar() > 0
        events = Table("events", MetaData(), autoload_with=engine, schema="ecomind")
        rows = connection.execute(select(events.c.model).limit(3)).fetchall()
        assert len(rows) == 3


@step("ibis: tables and expressions")
def _():
    import ibis

    con = ibis.clickhouse.connect(host=host, port=port, user=user, password=password, database="ecomind")
    assert sorted(con.list_tables()) == tables
    events = con.table("events")
    assert events.count().execute() > 0
    assert len(events.group_by("model").agg(n=events.count()).execute()) > 0


@step("aiochclient")
def _():
    from aiochclient import ChClient
    from aiohttp import ClientSession

    async def ask():
        async with ClientSession() as session:
            aio = ChClient(session, url=f"http://{host}:{port}/", user=user, password=password, database="ecomind")
            assert await aio.is_alive()
            assert await aio.fetchval("SELECT count() FROM events") > 0
            rows = await aio.fetch("SELECT number, toString(number) AS text FROM numbers(10)")
            assert len(rows) == 10

    asyncio.run(ask())
