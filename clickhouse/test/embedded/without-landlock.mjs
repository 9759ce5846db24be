// Loaded before the engine's main module: the process's kernel then has no Landlock, as far as it can tell.
import koffi from "koffi";

const landlockCreateRuleset = 444;
const noSuchCall = 0x00050000 | 38;
const allowed = 0x7fff0000;
const seccomp = process.arch === "arm64" ? 277 : 317;
const prctl = process.arch === "arm64" ? 167 : 157;

const program = Buffer.alloc(4 * 8);
[
  [0x20, 0, 0, 0],
  [0x15, 0, 1, landlockCreateRuleset],
  [0x06, 0, 0, noSuchCall],
  [0x06, 0, 0, allowed],
].forEach(([code, ifTrue, ifFalse, value], index) => {
  program.writeUInt16LE(code, 8 * index);
  program.writeUInt8(ifTrue, 8 * index + 2);
  program.writeUInt8(ifFalse, 8 * index + 3);
  program.writeUInt32LE(value, 8 * index + 4);
});
const memory = koffi.alloc("uint8", program.length);
koffi.encode(memory, koffi.array("uint8", program.length), [...program]);
const header = Buffer.alloc(16);
header.writeUInt16LE(4, 0);
header.writeBigUInt64LE(BigInt(koffi.address(memory)), 8);

const syscall = koffi.load("libc.so.6").func("long syscall(long, ...)");
syscall(prctl, "uint64", 38n, "uint64", 1n, "uint64", 0n, "uint64", 0n, "uint64", 0n);
if (Number(syscall(seccomp, "uint64", 1n, "uint64", 0n, "void*", header)) !== 0) throw new Error("seccomp refused");
