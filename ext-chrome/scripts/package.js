import { createPrivateKey } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildExtension, version } from "./build.js";
import { crx3, extensionId, updateXml } from "./crx3.js";
import { zipOf } from "./zip.js";

const usage = `npm run package:extension [-- --key KEY.pem --url https://HOST/FOLDER]

Writes ext-chrome/build/ecomind-store.zip, for the Chrome Web Store. With a key (RSA, PEM) and the address of your own
host also ecomind-managed.crx and update.xml, for force-installation. Make a key once, and keep it: the extension's id
is made of it.

  openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out KEY.pem
`;

async function main() {
  const { values } = parseArgs({
    options: { key: { type: "string" }, url: { type: "string" }, help: { type: "boolean" } },
  });
  if (values.help === true || (values.key === undefined) !== (values.url === undefined)) {
    process.stderr.write(usage);
    process.exitCode = values.help === true ? 0 : 2;
    return;
  }
  const folder = fileURLToPath(new URL("../build", import.meta.url));
  mkdirSync(folder, { recursive: true });
  await buildExtension("store", join(folder, "store"));
  writeFileSync(join(folder, "ecomind-store.zip"), await zipOf(join(folder, "store")));
  if (values.key === undefined || values.url === undefined) return;
  const key = createPrivateKey(readFileSync(values.key));
  const base = values.url.replace(/\/$/, "");
  await buildExtension("managed", join(folder, "managed"), { extra: { update_url: `${base}/update.xml` } });
  writeFileSync(join(folder, "ecomind-managed.crx"), crx3(await zipOf(join(folder, "managed")), key));
  writeFileSync(join(folder, "update.xml"), updateXml(extensionId(key), version, `${base}/ecomind-managed.crx`));
  process.stdout.write(`id ${extensionId(key)}, version ${version}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
