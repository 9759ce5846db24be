import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { JwtVerifier, newApiKey } from "@ecomind/accounts";
import { startTestIssuer } from "@ecomind/accounts/testing";
import { expect, test } from "vitest";
import { ArrivingBodies } from "../src/arriving-bodies.js";
import { type EdgeFixture, sample, startEdge, storedKey } from "./fixture.js";

const sockets = new Set<Socket>();
/** An edge that stops waits for those who are still sending. */
function hangUp(): void {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
}

/** Begins a body of a megabyte and sends half of it, in pieces. */
function half(edge: EdgeFixture, credential: string, more = ""): Socket {
  const socket = connect(edge.port, "127.0.0.1");
  sockets.add(socket);
  socket.on("error", () => {});
  socket.write(
    `POST /v1/ingest HTTP/1.1\r\nhost: x\r\n${credential}\r\n${more}content-type: application/json\r\ncontent-length: 1000000\r\n\r\n`,
  );
  socket.write("x".repeat(500_000));
  return socket;
}

const withKey = (key: string) => `x-api-key: ${key}`;

async function answerOn(socket: Socket): Promise<string> {
  const [first] = (await once(socket, "data")) as [Buffer];
  return String(first);
}

async function arrivingBytes(edge: EdgeFixture): Promise<number> {
  const text = await (await fetch(`${edge.url}/metrics`)).text();
  return Number(/^ingest_arriving_bytes\S* (\d+)$/m.exec(text)?.[1]);
}

const report = (edge: EdgeFixture, key: string) =>
  fetch(`${edge.url}/v1/ingest`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": key },
    body: JSON.stringify(sample()),
  });

const soon = { timeout: 5_000, interval: 20 };

test("bodies that arrive together are held within a bound, of which no organisation has all", async () => {
  const edge = await startEdge({ batcher: { maxBytes: 3_000_000 } });
  try {
    const other = newApiKey();
    edge.keys(storedKey(other, "globex", ["ingest"]));
    const acme = Array.from({ length: 4 }, () => half(edge, withKey(edge.key)));
    await expect.poll(() => arrivingBytes(edge), soon).toBe(2_000_000);
    // A third of the room is left, and not for the organisation that has the other two.
    const refused = await answerOn(half(edge, withKey(edge.key)));
    expect(refused).toMatch(/^HTTP\/1\.1 503 .*retry-after: 1\r\n.*overloaded/s);
    half(edge, withKey(other));
    await expect.poll(() => arrivingBytes(edge), soon).toBe(2_500_000);
    // What comes in one piece needs no room.
    expect((await report(edge, edge.key)).status).toBe(202);
    for (const socket of acme) socket.destroy();
    await expect.poll(() => arrivingBytes(edge), soon).toBe(500_000);
  } finally {
    hangUp();
    await edge.dispose();
  }
});

/** An edge whose issuer's keys are there when `judge` is called, and not before. */
async function startSlowJudge(maxBytes: number) {
  const issuer = await startTestIssuer();
  let judge: (outcome: "published" | "none") => void = () => undefined;
  const judged = new Promise<"published" | "none">((resolve) => {
    judge = resolve;
  });
  const real = new JwtVerifier({ ...issuer, cooldownMs: 0 });
  const verifier = new JwtVerifier({ ...issuer, cooldownMs: 0 });
  verifier.verify = async (token) => ((await judged) === "published" ? real.verify(token) : "credential_invalid");
  const edge = await startEdge({ jwtVerifier: verifier, batcher: { maxBytes } });
  return {
    edge,
    issuer,
    judge,
    dispose: async () => {
      hangUp();
      await edge.dispose();
      await issuer.stop();
    },
  };
}

test("senders who are not known yet hold a small part of the room, and it is free when they are refused", async () => {
  const { edge, issuer, judge, dispose } = await startSlowJudge(8_000_000);
  try {
    const token = `authorization: Bearer ${await issuer.token({}, { unpublished: true })}`;
    const senders = Array.from({ length: 30 }, () => half(edge, token));
    const first = senders[0] as Socket;
    // An eighth of the room; the oldest make room for those that come.
    expect(await answerOn(first)).toMatch(/^HTTP\/1\.1 503 .*overloaded/s);
    await expect.poll(() => arrivingBytes(edge), soon).toBeGreaterThan(0);
    expect(await arrivingBytes(edge)).toBeLessThanOrEqual(1_000_000);
    // Who is known has the rest of it.
    half(edge, withKey(edge.key));
    await expect.poll(() => arrivingBytes(edge), soon).toBeGreaterThanOrEqual(500_000);
    const held = await arrivingBytes(edge);
    const answers = senders.slice(-1).map(answerOn);
    judge("none");
    for (const answer of answers) expect(await answer).toMatch(/^HTTP\/1\.1 401 .*credential_invalid/s);
    await expect.poll(() => arrivingBytes(edge), soon).toBe(500_000);
    expect(held).toBeLessThanOrEqual(1_500_000);
  } finally {
    await dispose();
  }
});

test("nothing is inflated for a sender who is not known, and all of it afterwards", async () => {
  const { edge, issuer, judge, dispose } = await startSlowJudge(8_000_000);
  try {
    const event = sample();
    // A megabyte that is a kilobyte on its way.
    const body = gzipSync(`${" ".repeat(1_000_000)}${JSON.stringify(event)}`);
    const answer = fetch(`${edge.url}/v1/ingest`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "content-encoding": "gzip",
        authorization: `Bearer ${await issuer.token()}`,
      },
      body,
    });
    await expect.poll(() => arrivingBytes(edge), soon).toBeGreaterThan(0);
    const looks: number[] = [];
    for (let count = 0; count < 20; count += 1) looks.push(await arrivingBytes(edge));
    expect(new Set(looks)).toEqual(new Set([body.length]));
    judge("published");
    expect((await answer).status).toBe(202);
    expect(await arrivingBytes(edge)).toBe(0);
  } finally {
    await dispose();
  }
});

test("a body that goes on arriving while its sender is judged is read whole", async () => {
  const { edge, issuer, judge, dispose } = await startSlowJudge(8_000_000);
  try {
    const event = JSON.stringify(sample());
    const body = `${" ".repeat(900_000)}${event}`;
    const socket = connect(edge.port, "127.0.0.1");
    sockets.add(socket);
    socket.write(
      `POST /v1/ingest HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${await issuer.token()}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`,
    );
    socket.write(body);
    await expect.poll(() => arrivingBytes(edge), soon).toBeGreaterThan(0);
    expect(await arrivingBytes(edge)).toBeLessThanOrEqual(524_288);
    const answer = answerOn(socket);
    judge("published");
    expect(await answer).toMatch(/^HTTP\/1\.1 202 /);
    // The connection is still good.
    const again = answerOn(socket);
    socket.write("GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n");
    expect(await again).toMatch(/^HTTP\/1\.1 200 /);
  } finally {
    await dispose();
  }
});

test("however many organisations hold as much as they can, there is room for one more", () => {
  const bodies = new ArrivingBodies<{ startedMs: number; done: boolean }>(32_000, () => undefined);
  const fill = (orgId: string): number => {
    const arrival = { startedMs: 0, done: false };
    bodies.begin(arrival, orgId);
    let held = 0;
    while (bodies.hold(arrival, 10)) held += 10;
    return held;
  };
  const shares = Array.from({ length: 5 }, (_, index) => fill(`org-${index}`));
  expect(shares[0]).toBe(21_330);
  for (const share of shares) expect(share).toBeGreaterThan(0);
  expect(bodies.bytes).toBeLessThan(32_000);
});
