import { closeSync, constants, existsSync, openSync, realpathSync, statSync } from "node:fs";
import { lastError, pinned, type SystemCall, systemCall } from "./system-calls.js";

const createRuleset = 444;
const addRule = 445;
const restrictSelf = 446;

/** Rights on files, by bit; each came with a version of the interface. */
const right = {
  execute: 1n << 0n,
  writeFile: 1n << 1n,
  readFile: 1n << 2n,
  readFolder: 1n << 3n,
  removeFolder: 1n << 4n,
  removeFile: 1n << 5n,
  makeFolder: 1n << 7n,
  makeFile: 1n << 8n,
  makeSymlink: 1n << 12n,
  moveBetweenFolders: 1n << 13n,
  truncate: 1n << 14n,
  deviceControl: 1n << 15n,
} as const;

const bindTcp = 1n << 0n;
const connectTcp = 1n << 1n;
const abstractSockets = 1n << 0n;
const signals = 1n << 1n;

/** Everything that the given version of the interface knows. */
function handledFiles(version: number): bigint {
  const first = (1n << 13n) - 1n;
  return (
    first |
    (version >= 2 ? right.moveBetweenFolders : 0n) |
    (version >= 3 ? right.truncate : 0n) |
    (version >= 5 ? right.deviceControl : 0n)
  );
}

/** What a thread and its descendants may still open. */
export interface Territory {
  /** Folders with all that is in them, to read, write, make and remove. */
  readonly own: readonly string[];
  /** Files or folders to read. What does not exist is left out. */
  readonly readable: readonly string[];
  /** Devices to read and write. */
  readonly devices: readonly string[];
  /** The only TCP port to listen on; 0: any that the kernel picks. */
  readonly port: number;
  /** The only TCP port to connect to, on any host: what it is to be held to, a filter of calls holds as well. */
  readonly connectPort: number;
}

export interface LandlockRules {
  /** Version of the kernel's interface. 4 and more hold TCP ports as well, 6 and more abstract sockets and signals. */
  readonly version: number;
  /** Made by a thread, it binds the thread and those that it starts, for good. */
  readonly restrict: SystemCall;
  /** Gives back what the rules hold, once they are in force. */
  close(): void;
}

/** The version of the interface; 0 where the kernel has none or it is switched off. */
const landlockVersion = (): number => Math.max(0, systemCall([createRuleset, 0n, 0n, 1n]));

/** @throws Error when the kernel refuses a rule */
export function landlockRules({ own, readable, devices, port, connectPort }: Territory): LandlockRules | undefined {
  const version = landlockVersion();
  if (version === 0) return undefined;
  const handled = handledFiles(version);
  const attributes = new BigUint64Array([
    handled,
    version >= 4 ? bindTcp | connectTcp : 0n,
    version >= 6 ? abstractSockets | signals : 0n,
  ]);
  const size = version >= 6 ? 24 : version >= 4 ? 16 : 8;
  const ruleset = systemCall([createRuleset, pinned(new Uint8Array(attributes.buffer)), BigInt(size), 0n]);
  if (ruleset < 0) throw new Error(`landlock_create_ruleset failed with ${lastError()}`);
  try {
    const read = right.readFile | right.readFolder;
    const everything =
      read |
      right.writeFile |
      right.removeFile |
      right.removeFolder |
      right.makeFile |
      right.makeFolder |
      right.makeSymlink |
      right.moveBetweenFolders |
      right.truncate;
    for (const path of own) allowPath(ruleset, path, everything & handled);
    for (const path of readable) if (existsSync(path)) allowPath(ruleset, path, read & handled);
    for (const path of devices)
      if (existsSync(path)) allowPath(ruleset, path, (right.readFile | right.writeFile) & handled);
    if (version >= 4) {
      allow(ruleset, 2, [bindTcp, BigInt(port)]);
      allow(ruleset, 2, [connectTcp, BigInt(connectPort)]);
    }
  } catch (error) {
    closeSync(ruleset);
    throw error;
  }
  return { version, restrict: [restrictSelf, BigInt(ruleset), 0n], close: () => closeSync(ruleset) };
}

function allowPath(ruleset: number, path: string, rights: bigint): void {
  const isFolder = statSync(path).isDirectory();
  // Only a place in the tree is needed: a device must not be opened for it, nor a FIFO waited for.
  const fd = openSync(realpathSync(path), 0o10000000 | constants.O_NOFOLLOW);
  try {
    allow(ruleset, 1, [isFolder ? rights : rights & (right.readFile | right.writeFile | right.truncate), BigInt(fd)]);
  } finally {
    closeSync(fd);
  }
}

function allow(ruleset: number, kind: number, attributes: readonly bigint[]): void {
  const rule = pinned(new Uint8Array(new BigUint64Array(attributes).buffer));
  if (systemCall([addRule, BigInt(ruleset), BigInt(kind), rule, 0n]) !== 0)
    throw new Error(`landlock_add_rule failed with ${lastError()}`);
}
