//! What analysts do with the official crate for Rust. Prints `ok STEP` or `FAIL STEP: why`, a line each.

use clickhouse::{error::Error, Client, Row};
use serde::Deserialize;
use std::{collections::HashMap, env, future::Future, time::Duration};
use time::OffsetDateTime;

const LONG: &str = "SELECT count() FROM numbers(100000000000) WHERE NOT ignore(sipHash128(toString(number)))";

async fn step(name: &str, act: impl Future<Output = Result<(), String>>) {
    match act.await {
        Ok(()) => println!("ok clickhouse (Rust): {name}"),
        Err(why) => println!("FAIL clickhouse (Rust): {name}: {:.400}", why.replace('\n', " ")),
    }
}

fn is(condition: bool, found: impl std::fmt::Debug) -> Result<(), String> {
    if condition { Ok(()) } else { Err(format!("found {found:?}")) }
}

fn told(error: Error) -> String {
    error.to_string()
}

#[derive(Row, Deserialize, Debug)]
struct Event {
    #[serde(with = "clickhouse::serde::time::datetime64::millis")]
    ts: OffsetDateTime,
    #[serde(with = "clickhouse::serde::uuid")]
    id: uuid::Uuid,
    #[serde(with = "clickhouse::serde::time::datetime")]
    received_at: OffsetDateTime,
    model: String,
    tokens_basis: i8,
    tokens_in: i64,
    requests: i32,
    revision: u32,
    labels: HashMap<String, String>,
}

#[derive(Row, Deserialize, Debug)]
struct Footprint {
    kwh_facility_central: Option<f64>,
    kgco2e_mb_central: Option<f64>,
    unsupported: bool,
    factor_set: String,
}

#[derive(Row, Deserialize, Debug)]
struct Numbered {
    number: u64,
    text: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let of = |name: &str| env::var(name).expect(name);
    let client = Client::default()
        .with_url(format!("http://{}:{}", of("CH_HOST"), of("CH_PORT")))
        .with_user(of("CH_USER"))
        .with_password(of("CH_PASSWORD"))
        .with_database("ecomind");
    let tables: Vec<String> = of("CH_TABLES").split(',').map(str::to_owned).collect();

    step("a value", async {
        let count: u64 = client.query("SELECT count() FROM events").fetch_one().await.map_err(told)?;
        is(count > 0, count)
    })
    .await;
    step("schemas", async {
        let listed: Vec<String> = client
            .query("SELECT name FROM system.tables WHERE database = ? ORDER BY name")
            .bind("ecomind")
            .fetch_all()
            .await
            .map_err(told)?;
        is(listed == tables, listed)
    })
    .await;
    step("rows of events, typed", async {
        let events: Vec<Event> = client.query("SELECT ?fields FROM events LIMIT 50").fetch_all().await.map_err(told)?;
        is(
            events.iter().all(|event| event.requests == 1 && event.tokens_in >= 1000 && event.labels["project"] == "atlas")
                && events.iter().all(|event| event.ts.year() > 2000 && event.received_at.year() > 2000 && !event.id.is_nil())
                && events.iter().all(|event| event.tokens_basis == 1 && event.revision == 0 && !event.model.is_empty()),
            events.first(),
        )
    })
    .await;
    step("rows of footprints, typed", async {
        let footprints: Vec<Footprint> =
            client.query("SELECT ?fields FROM footprint_15m LIMIT 50").fetch_all().await.map_err(told)?;
        is(
            footprints.iter().all(|row| row.kwh_facility_central > Some(0.0) && !row.unsupported && !row.factor_set.is_empty())
                && footprints.iter().all(|row| row.kgco2e_mb_central != Some(0.0)),
            footprints.first(),
        )
    })
    .await;
    step("every column of every table, as JSON", async {
        for table in &tables {
            let mut cursor = client
                .query(&format!("SELECT * FROM {table} LIMIT 5"))
                .fetch_bytes("JSONEachRow")
                .map_err(told)?;
            cursor.collect().await.map_err(told)?;
        }
        Ok(())
    })
    .await;
    step("parameters: param and bind", async {
        let text: String = client
            .query("SELECT {text:String} FROM numbers({count:UInt64})")
            .param("text", "it's\ta 'trap'")
            .param("count", 1)
            .fetch_one()
            .await
            .map_err(told)?;
        is(text == "it's\ta 'trap'", text)?;
        let bound: String = client.query("SELECT ?").bind("it's\ta 'trap'").fetch_one().await.map_err(told)?;
        is(bound == "it's\ta 'trap'", bound)
    })
    .await;
    for (name, compression) in [("none", clickhouse::Compression::None), ("lz4", clickhouse::Compression::Lz4)] {
        step(&format!("100,000 rows, packed with {name}"), async {
            let mut cursor = client
                .clone()
                .with_compression(compression)
                .query("SELECT number, toString(number) AS text FROM numbers(100000)")
                .fetch::<Numbered>()
                .map_err(told)?;
            let mut count = 0;
            while let Some(row) = cursor.next().await.map_err(told)? {
                is(row.text == row.number.to_string(), &row)?;
                count += 1;
            }
            is(count == 100_000, count)
        })
        .await;
    }
    step("UInt64 above 2^53", async {
        let number: u64 = client.query("SELECT 18446744073709551615").fetch_one().await.map_err(told)?;
        is(number == u64::MAX, number)
    })
    .await;
    step("a setting and a time zone", async {
        let hour: String = client
            .query("SELECT formatDateTime(fromUnixTimestamp(0), '%H')")
            .with_setting("session_timezone", "Asia/Tokyo")
            .fetch_one()
            .await
            .map_err(told)?;
        is(hour == "09", hour)
    })
    .await;
    step("an error says what it is", async {
        match client.query("SELECT nothing FROM events").fetch_one::<u64>().await {
            Err(Error::BadResponse(text)) => is(text.contains("Code: 47") && text.contains("nothing"), text),
            other => Err(format!("found {other:?}")),
        }
    })
    .await;
    step("a statement that is dropped ends", async {
        let running = client.query(LONG).fetch_one::<u64>();
        is(tokio::time::timeout(Duration::from_millis(1_500), running).await.is_err(), "no time-out")?;
        println!("cancelled clickhouse (Rust)");
        Ok(())
    })
    .await;
}
