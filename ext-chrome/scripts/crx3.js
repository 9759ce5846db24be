import { createHash, createPublicKey, createSign } from "node:crypto";

/** A field of a protobuf message that holds bytes. @param {number} field @param {Uint8Array} bytes */
function bytesField(field, bytes) {
  return Buffer.concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

/** @param {number} value */
function varint(value) {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) | 128);
  }
}

/** @param {number} value */
function uint32(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

/** DER of the public half. @param {import("node:crypto").KeyObject} privateKey */
const publicDer = (privateKey) => createPublicKey(privateKey).export({ type: "spki", format: "der" });

/** The id that browsers give to an extension of a key: 32 letters from a to p. @param {import("node:crypto").KeyObject} privateKey */
export function extensionId(privateKey) {
  const hash = createHash("sha256").update(publicDer(privateKey)).digest("hex").slice(0, 32);
  return Array.from(hash, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join("");
}

/**
 * A CRX3 file, for hosting an extension oneself (crx_file/crx3.proto of Chromium).
 * @param {Uint8Array} zip
 * @param {import("node:crypto").KeyObject} privateKey RSA
 */
export function crx3(zip, privateKey) {
  const key = publicDer(privateKey);
  const signedData = bytesField(1, createHash("sha256").update(key).digest().subarray(0, 16));
  const signature = createSign("sha256")
    .update(Buffer.concat([Buffer.from("CRX3 SignedData\0"), uint32(signedData.length), signedData, zip]))
    .sign(privateKey);
  const proof = Buffer.concat([bytesField(1, key), bytesField(2, signature)]);
  const header = Buffer.concat([bytesField(2, proof), bytesField(10_000, signedData)]);
  return Buffer.concat([Buffer.from("Cr24"), uint32(3), uint32(header.length), header, zip]);
}

/** What browsers ask an own host for. @param {string} id @param {string} version @param {string} url of the CRX file */
export function updateXml(id, version, url) {
  const escaped = url.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  return `<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${id}">
    <updatecheck codebase="${escaped}" version="${version}" />
  </app>
</gupdate>
`;
}
