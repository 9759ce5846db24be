import { afterAll, beforeAll, expect, test } from "vitest";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
});
afterAll(() => api.stop());

interface Table {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

const tables = async (): Promise<readonly Table[]> => (await api.call("/v1/sql/tables")).body.tables;

const setMinimum = (minimum: number) =>
  api.call("/v1/settings", {
    method: "PUT",
    body: { raw_retention_days: null, rollup_retention_days: null, minimum_group_size: minimum },
  });

test.each([1, 5])("with a minimum group size of %i every listed column can be named", async (minimum) => {
  expect((await setMinimum(minimum)).status).toBe(200);
  const listed = await tables();
  expect(listed.length).toBeGreaterThan(8);
  for (const { name, columns } of listed.filter((table) => !table.name.endsWith("_of"))) {
    expect(columns.length).toBeGreaterThan(1);
    const query = `SELECT ${columns.map((column) => `t.\`${column.name}\``).join(", ")} FROM ${name} AS t LIMIT 1`;
    expect([name, await api.call("/v1/sql", { method: "POST", body: { query } })]).toMatchObject([
      name,
      { status: 200, body: { columns } },
    ]);
  }
  const teams = listed.filter(({ columns }) => columns.some((column) => column.name === "team"));
  expect(teams.length > 0).toBe(minimum === 1);
});
