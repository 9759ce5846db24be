import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { type QueryFixture, startQuery } from "../../query/test/fixture.js";
import type { SqlTargets, SqlTry } from "./sql-tries.js";
import { holdsCanary, othersState, plantCanaries } from "./two-organisations.js";

const content = "CANARYOFTHEMACHINE";

/** The service with canaries in another organisation, in a file and behind an address, and a `read` key for it. */
export async function startAttackedSql() {
  const api: QueryFixture = await startQuery({ rateLimit: { perSecond: 0, burst: 0 } });
  await plantCanaries(api);
  const headers = { "x-api-key": await api.key(["read"]) };
  const folder = mkdtempSync(join(tmpdir(), "ecomind-attack-"));
  const file = join(folder, "canary.csv");
  writeFileSync(file, `${content}\n`);
  let asked = 0;
  const listener = createServer((_, response) => {
    asked += 1;
    response.end(content);
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const targets: SqlTargets = { file, url: `http://127.0.0.1:${(listener.address() as AddressInfo).port}/` };

  /** What a statement could have left behind, wherever it was stopped. */
  const traces = async (): Promise<unknown> => [
    await othersState(api),
    await api.rows(
      `SELECT (SELECT count() FROM events) AS events, (SELECT count() FROM system.tables WHERE database NOT IN ('system')) AS tables,
        (SELECT count() FROM system.users) AS users, (SELECT count() FROM system.functions WHERE origin != 'System') AS functions,
        (SELECT sum(value) FROM system.errors WHERE name IN ('FUNCTION_THROW_IF_VALUE_IS_NON_ZERO', 'CANNOT_OPEN_FILE',
          'FILE_DOESNT_EXIST', 'DNS_ERROR', 'NETWORK_ERROR', 'POCO_EXCEPTION')) AS computed`,
    ),
    readFileSync(file, "utf8"),
    asked,
  ];

  return {
    targets,
    traces,
    /** Sends a statement; the test fails where the answer is not what it should be. */
    async attempt({ query, parameters = {}, outcome }: SqlTry): Promise<void> {
      const { status, body } = await api.call("/v1/sql", { method: "POST", headers, body: { query, parameters } });
      const what = `${JSON.stringify(query)} ${JSON.stringify(parameters)}: ${JSON.stringify(body).slice(0, 300)}`;
      if (outcome === "refused") expect([400, 422], what).toContain(status);
      else expect([200, 400, 422], what).toContain(status);
      if (status !== 200) expect(["sql_refused", "too_much", "invalid_body"], what).toContain(body.code);
      expect(holdsCanary(body), what).toBe(false);
      expect(JSON.stringify(body).includes(content), what).toBe(false);
      expect(JSON.stringify(body).replaceAll(JSON.stringify(file), ""), what).not.toMatch(/DB::|\d+\.\d+\.\d+\.\d+:\d/);
    },
    async stop(): Promise<void> {
      listener.close();
      await api.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
