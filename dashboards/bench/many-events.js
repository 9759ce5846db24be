import { fillStatement } from "../../query/bench/company-events.mjs";

const dayMs = 86_400_000;
const daysAtOnce = 10;

/**
 * Fills the store of a running system by the engine itself, day by day, as `bench:query` does.
 * @param {number} events
 * @param {number} orgs companies that share them alike; the first is the one whose dashboards are looked at
 * @returns {(credentials: Readonly<Record<string, string>>) => Promise<void>}
 */
export function manyEvents(events, orgs) {
  const days = 400;
  return async ({ CLICKHOUSE_URL = "", CLICKHOUSE_USER = "", CLICKHOUSE_PASSWORD = "", ECOMIND_ORG = "" }) => {
    const authorization = `Basic ${Buffer.from(`${CLICKHOUSE_USER}:${CLICKHOUSE_PASSWORD}`).toString("base64")}`;
    const sql = async (/** @type {string} */ body) => {
      const response = await fetch(CLICKHOUSE_URL, { method: "POST", headers: { authorization }, body });
      const text = await response.text();
      if (!response.ok) throw new Error(text);
      return text.trim();
    };
    const began = performance.now();
    const today = Math.floor(Date.now() / dayMs) * dayMs;
    for (let day = days; day > 0; day -= daysAtOnce) {
      const company = `intDiv(number, ${daysAtOnce}) % ${orgs}`;
      await sql(
        fillStatement({
          org: `if(${company} = 0, '${ECOMIND_ORG}', concat('org-', toString(${company})))`,
          firstDay: new Date(today - (day - 1) * dayMs).toISOString().slice(0, 10),
          days: daysAtOnce,
          rows: Math.round((events * daysAtOnce) / days),
          users: 1000,
        }),
      );
      if (process.stderr.isTTY) process.stderr.write(`\r${days - day + daysAtOnce} of ${days} days`);
    }
    const filled = performance.now();
    // Merges take the machine from what is measured; a store in use has done them.
    while (Number(await sql("SELECT count() FROM system.merges")) > 0 && performance.now() - filled < 180_000)
      await new Promise((resolve) => setTimeout(resolve, 500));
    const stored = Number(await sql("SELECT count() FROM events"));
    const seconds = (/** @type {number} */ from, /** @type {number} */ to) => ((to - from) / 1000).toFixed(0);
    console.log(
      `filled    ${stored.toLocaleString("en")} events of ${orgs} companies in ${seconds(began, filled)} s, merges ${seconds(filled, performance.now())} s`,
    );
  };
}
