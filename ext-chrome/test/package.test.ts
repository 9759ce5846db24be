import { execFileSync } from "node:child_process";
import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { crx3, extensionId, updateXml } from "../scripts/crx3.js";
import { zipOf } from "../scripts/zip.js";

const root = mkdtempSync(join(tmpdir(), "ecomind-zip-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const folderOf = (name: string, atMs: number): string => {
  const folder = join(root, name);
  mkdirSync(join(folder, "icons"), { recursive: true });
  for (const [path, text] of [
    ["manifest.json", "{}"],
    ["icons/ö.txt", "x".repeat(100_000)],
    ["empty", ""],
  ] as const) {
    writeFileSync(join(folder, path), text);
    utimesSync(join(folder, path), atMs / 1_000, atMs / 1_000);
  }
  return folder;
};

test("a zip is the same for the same files at any time, and holds them", async () => {
  const zip = await zipOf(folderOf("one", Date.UTC(2001, 1, 1)));
  expect(zip.equals(await zipOf(folderOf("two", Date.UTC(2026, 1, 1))))).toBe(true);
  const file = join(root, "one.zip");
  writeFileSync(file, zip);
  // Python's reader is another's: it checks sizes, places and checksums.
  const read =
    "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip(), [(i.filename, i.file_size) for i in z.infolist()])";
  expect(
    execFileSync("python3", ["-c", read, file], { encoding: "utf8", env: { ...process.env, PYTHONUTF8: "1" } }),
  ).toBe("None [('empty', 0), ('icons/ö.txt', 100000), ('manifest.json', 2)]\n");
});

/** Reads the one field of a message at a time: number, bytes, rest. */
function field(bytes: Buffer): [number, Buffer, Buffer] {
  const number = (from: number): [number, number] => {
    let value = 0;
    for (let at = from, shift = 0; ; at += 1, shift += 7) {
      const byte = bytes[at] ?? 0;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return [value, at + 1];
    }
  };
  const [tag, afterTag] = number(0);
  const [length, at] = number(afterTag);
  expect(tag % 8).toBe(2);
  return [tag >> 3, bytes.subarray(at, at + length), bytes.subarray(at + length)];
}

test("a CRX is signed by its key, and names the id of that key", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const zip = Buffer.from("PK the archive");
  const crx = crx3(zip, privateKey);
  expect(crx.subarray(0, 8)).toEqual(Buffer.from([0x43, 0x72, 0x32, 0x34, 3, 0, 0, 0]));
  const end = 12 + crx.readUInt32LE(8);
  expect(crx.subarray(end)).toEqual(zip);
  const [proofField, proof, rest] = field(crx.subarray(12, end));
  const [signedField, signedData] = field(rest);
  expect([proofField, signedField]).toEqual([2, 10_000]);
  const [, key, afterKey] = field(proof);
  const [, signature] = field(afterKey);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(signedData.length);
  const signed = Buffer.concat([Buffer.from("CRX3 SignedData\0"), length, signedData, zip]);
  const publicKey = createPublicKey({ key, format: "der", type: "spki" });
  expect(verify("sha256", signed, publicKey, signature)).toBe(true);
  expect(verify("sha256", Buffer.concat([signed, Buffer.from("x")]), publicKey, signature)).toBe(false);
  const [, id] = field(signedData);
  const letters = Array.from(id.toString("hex"), (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join(
    "",
  );
  expect(letters).toBe(extensionId(privateKey));
});

test("an address in update.xml can't leave its place", () => {
  expect(updateXml("a", "1.0", 'https://x/?a=1&b="<')).toContain('codebase="https://x/?a=1&amp;b=&quot;&lt;"');
});
