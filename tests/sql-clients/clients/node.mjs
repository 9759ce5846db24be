// What analysts do with ClickHouse's two clients for JavaScript. Prints `ok STEP` or `FAIL STEP: why`, a line each.
import { createRequire } from "node:module";
import { join } from "node:path";

// From the folder that it is started in, where the clients have been installed.
const installed = createRequire(join(process.cwd(), "package.json"));
const url = `http://${process.env.CH_HOST}:${process.env.CH_PORT}`;
const { CH_USER: username, CH_PASSWORD: password } = process.env;
const tables = process.env.CH_TABLES.split(",");
const long = "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash128(toString(number)))";

const is = (condition, found) => {
  if (!condition) throw new Error(`found ${JSON.stringify(found)}`);
};

// The short run leaves out what takes seconds: statements that are ended.
const isShort = process.env.CH_SHORT === "1";
for (const name of isShort ? ["@clickhouse/client"] : ["@clickhouse/client", "@clickhouse/client-web"]) {
  const { createClient } = installed(name);
  const client = createClient({ url, username, password, database: "ecomind" });
  const rows = async (query, more = {}) => (await client.query({ query, format: "JSONEachRow", ...more })).json();
  const step = async (what, act) => {
    try {
      await act();
      console.log("ok", `${name}: ${what}`);
    } catch (error) {
      console.log("FAIL", `${name}: ${what}: ${String(error).replaceAll("\n", " ").slice(0, 400)}`);
    }
  };

  await step("ping, alone and with a statement", async () => {
    is((await client.ping()).success, false);
    is((await client.ping({ select: true })).success, false);
  });
  await step("schemas", async () => {
    const listed = await rows("SELECT name FROM system.tables WHERE database = {database:String} ORDER BY name", {
      query_params: { database: "ecomind" },
    });
    is(listed.map((row) => row.name).join() === tables.join(), listed);
    is((await rows("SHOW TABLES")).length === tables.length, "SHOW TABLES");
  });
  await step("every column of every table", async () => {
    for (const table of tables) {
      const described = await rows(`DESCRIBE TABLE ${table}`);
      const { meta } = await (await client.query({ query: `SELECT * FROM ${table} LIMIT 5`, format: "JSON" })).json();
      const told = (columns) => columns.map((column) => `${column.name} ${column.type}`).join();
      is(told(meta) === told(described), table);
    }
  });
  await step("parameters of every kind", async () => {
    const query_params = {
      text: "it's\ta \\ 'trap'\n",
      list: [1, 2],
      map: { a: "b" },
      time: new Date(86_400_000),
      flag: true,
      none: null,
    };
    const [row] = await rows(
      `SELECT {text:String} AS text, {list:Array(UInt8)} AS list, {map:Map(String, String)} AS map,
        {time:DateTime('UTC')} AS time, {flag:Bool} AS flag, {none:Nullable(String)} AS none`,
      { query_params },
    );
    is(row.text === query_params.text && row.list.join() === "1,2" && row.map.a === "b", row);
    is(row.time === "1970-01-02 00:00:00" && row.flag === true && row.none === null, row);
  });
  await step("100,000 rows, as they come", async () => {
    const answer = await client.query({
      query: "SELECT number, toString(number) AS text FROM numbers(100000)",
      format: "JSONEachRow",
    });
    let count = 0;
    const reader = answer.stream();
    for await (const chunk of reader) count += chunk.length;
    is(count === 100_000, count);
  });
  await step("packed answers", async () => {
    const packed = createClient({ url, username, password, database: "ecomind", compression: { response: true } });
    const listed = await (await packed.query({ query: "SELECT number FROM numbers(50000)", format: "CSV" })).text();
    await packed.close();
    is(listed.split("\n").length === 50_001, listed.length);
  });
  await step("UInt64 above 2^53", async () => {
    const [row] = await rows("SELECT 18446744073709551615 AS n");
    is(row.n === "18446744073709551615", row);
  });
  await step("time zones and other settings", async () => {
    const [row] = await rows(
      "SELECT toString(toDateTime('2026-07-01 12:00:00', 'UTC')) AS utc, formatDateTime(fromUnixTimestamp(0), '%H') AS hour",
      {
        clickhouse_settings: { session_timezone: "Asia/Tokyo" },
      },
    );
    is(row.utc === "2026-07-01 12:00:00" && row.hour === "09", row);
    is((await rows("SELECT number FROM numbers(10)", { clickhouse_settings: { limit: 3 } })).length === 3, "limit");
  });
  await step("an error says what it is", async () => {
    const error = await rows("SELECT nothing FROM events").catch((caught) => caught);
    is(error.code === "47" && error.type === "UNKNOWN_IDENTIFIER" && error.message.includes("nothing"), {
      code: error.code,
      text: String(error),
    });
  });
  if (!isShort) {
    await step("cancelled by an abort signal", async () => {
      const abort = new AbortController();
      const running = rows(long, { abort_signal: abort.signal }).catch((caught) => caught);
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      abort.abort();
      is((await running) instanceof Error, "no error");
      console.log("cancelled", name);
    });
    await step("ended by KILL QUERY", async () => {
      const query_id = `js-${name.length}`;
      const running = rows(long, { query_id }).catch((caught) => caught);
      let killed = [];
      for (let turn = 0; turn < 100 && killed.length === 0; turn += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        killed = await rows(`KILL QUERY WHERE query_id = '${query_id}' SYNC`);
      }
      is((await running).code === "394", String(await running));
      console.log("cancelled", name);
    });
  }
  await client.close();
}
