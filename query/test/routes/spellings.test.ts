import { afterAll, beforeAll, expect, test } from "vitest";
import { eventRow } from "../event-row.js";
import { type QueryFixture, startQuery } from "../fixture.js";

let api: QueryFixture;
beforeAll(async () => {
  api = await startQuery();
}, 240_000);
afterAll(() => api?.stop());

test("erasing one spelling of an address names the others, which are not erased", async () => {
  const composed = "zoë@example.com".normalize("NFC");
  const others = [composed.normalize("NFD"), "ZOË@example.com".normalize("NFC"), "Zoë@Example.com".normalize("NFD")];
  const at = Date.now() - 60_000;
  await api.insert("events", [
    ...[composed, ...others, "zoe@example.com"].map((user_id) => eventRow(at, { user_id })),
    eventRow(at, { user_id: "ZOË@EXAMPLE.COM", org_id: "other" }),
  ]);
  await api.insert("members", [{ org_id: "acme", user_id: "zoË@example.com", role: "viewer", team: "", active: true }]);
  const erased = await api.call(`/v1/users/${encodeURIComponent(composed)}`, { method: "DELETE" });
  expect(erased).toMatchObject({ status: 200, body: { user_id: composed, state: "requested" } });
  expect(erased.body.other_spellings.toSorted()).toEqual([...others, "zoË@example.com"].toSorted());
  const nobody = await api.call("/v1/users/pat", { method: "DELETE" });
  expect(nobody.body.other_spellings).toEqual([]);
});
