import koffi from "koffi";
import { libc } from "../native.js";

/** A call that a thread makes of the kernel: its number and up to five arguments, as registers hold them. */
export type SystemCall = readonly [number: number, ...args: bigint[]];

/** Numbers that differ between processors. Those of Landlock, io_uring and everything since 2019 do not. */
const numbersByProcessor = {
  x64: {
    auditArchitecture: 0xc000003e,
    socket: 41,
    socketpair: 53,
    connect: 42,
    sendto: 44,
    sendmsg: 46,
    execve: 59,
    ptrace: 101,
    prctl: 157,
    process_vm_readv: 310,
    process_vm_writev: 311,
    seccomp: 317,
    execveat: 322,
    sendmmsg: 307,
  },
  arm64: {
    auditArchitecture: 0xc00000b7,
    socket: 198,
    socketpair: 199,
    connect: 203,
    sendto: 206,
    sendmsg: 211,
    execve: 221,
    ptrace: 117,
    prctl: 167,
    process_vm_readv: 270,
    process_vm_writev: 271,
    seccomp: 277,
    execveat: 281,
    sendmmsg: 269,
  },
} as const;

export type ProcessorNumbers = Readonly<Record<keyof (typeof numbersByProcessor)["x64"], number>>;

/** Undefined on a processor that the engine's library is not built for. */
export const processorNumbers = (): ProcessorNumbers | undefined =>
  (numbersByProcessor as Readonly<Record<string, ProcessorNumbers>>)[process.arch];

/** Memory that the kernel may still read must not be collected. */
const kept: unknown[] = [];

/** Bytes at a fixed address for as long as the process lives. @returns the address */
export function pinned(bytes: Uint8Array): bigint {
  const memory = koffi.alloc("uint8", bytes.length);
  koffi.encode(memory, koffi.array("uint8", bytes.length), [...bytes]);
  kept.push(memory);
  return BigInt(koffi.address(memory));
}

/** Makes a call on this thread. @returns its result; -1: refused, see {@link lastError} */
export function systemCall([number, ...args]: SystemCall): number {
  const padded = [...args, 0n, 0n, 0n, 0n, 0n].slice(0, 5);
  return Number(libc().syscall(number, ...padded.flatMap((value) => ["uint64", value])));
}

/** Why the last call failed: an errno. */
export const lastError = (): number => koffi.errno();
