import koffi from "koffi";
import { libc, libchdb } from "./native.js";
import { Pipe } from "./pipe.js";
import type { SystemCall } from "./wall/system-calls.js";

/** ClickHouse measures how deep it is in its stack by the thread's own bounds, so the thread needs a real one. */
const stackBytes = 16 * 1024 * 1024;
/** The top of the stack is left to the frames under the entry point. */
const stackHeadBytes = 256 * 1024;
/** What runs before and after the engine on its thread gets a small stack of its own, at the bottom of the large one. */
const smallStackBytes = 32 * 1024;
/** `sizeof(ucontext_t)` is 968 on x86-64 and 4560 on arm64. */
const contextBytes = 8_192;

const prot = { read: 1, write: 2 } as const;
const map = { private: 0x02, anonymous: 0x20, noReserve: 0x4000, stack: 0x20000 } as const;

/** What C still holds a pointer to must not be collected. */
const kept: unknown[] = [];
let started = false;

/**
 * Runs the engine's command line (`clickhouse-local` with its servers) on a thread of its own and resolves when it has
 * returned. Once per process: the engine's globals do not survive a second start.
 *
 * @param first what the thread asks of the kernel before it enters the engine; the engine's other threads descend from
 * it and inherit what it gave up. Their results are not looked at.
 * @returns `entered`: the calls are made
 *
 * Why not a plain foreign call: it would run on a stack that koffi allocates, and ClickHouse refuses a stack outside the
 * thread's bounds ("Frame address is greater than stack begin address"). So a thread is created with a stack of known
 * bounds, and `setcontext`, whose one argument fits a thread's start routine, enters `chdb_query_cmdline(argc, argv)` on
 * that same stack.
 */
export function runEngine(
  args: readonly string[],
  first: readonly SystemCall[],
): { readonly entered: Promise<void>; readonly ended: Promise<void> } {
  if (started) throw new Error("the embedded ClickHouse engine can be started once per process");
  started = true;
  const c = libc();
  const engine = libchdb();
  engine.setSignalHandlersEnabled(0);

  const flags = map.private | map.anonymous | map.noReserve | map.stack;
  const stack = c.mmap(null, stackBytes, prot.read | prot.write, flags, -1, 0);
  const stackAddress = BigInt(koffi.address(stack));
  const argv = cStrings(["clickhouse", ...args]);
  const begin = new Pipe();
  const end = new Pipe();

  // Calls -> closes a pipe -> engine -> closes another -> ends the thread: each context names the next as its `uc_link`.
  let small = 0n;
  const onSmallStack = (entry: bigint, args: readonly bigint[], next: bigint): bigint => {
    const bottom = stackAddress + BigInt(smallStackBytes) * small++;
    return context(entry, args, bottom, smallStackBytes, next);
  };
  const last = onSmallStack(c.address("pthread_exit"), [0n], 0n);
  const signalEnd = onSmallStack(c.address("close"), [BigInt(end.writeFd)], last);
  const below = smallStackBytes * (3 + first.length);
  const inEngine = context(
    engine.address("chdb_query_cmdline"),
    [BigInt(args.length + 1), argv],
    stackAddress + BigInt(below),
    stackBytes - stackHeadBytes - below,
    signalEnd,
  );
  const signalBegin = onSmallStack(c.address("close"), [BigInt(begin.writeFd)], inEngine);
  const entry = first.reduceRight(
    (next, [number, ...of]) => onSmallStack(c.address("syscall"), [BigInt(number), ...of], next),
    signalBegin,
  );

  const attributes = keep(koffi.alloc("char", 64));
  const thread = keep(koffi.alloc("uint64", 1));
  c.pthread_attr_init(attributes);
  check("pthread_attr_setstack", c.pthread_attr_setstack(attributes, stackAddress, stackBytes));
  check("pthread_attr_setdetachstate", c.pthread_attr_setdetachstate(attributes, 1));
  check("pthread_create", c.pthread_create(thread, attributes, c.address("setcontext"), entry));
  return { entered: begin.readAll().then(() => undefined), ended: end.readAll().then(() => undefined) };
}

/** A `ucontext_t` that calls `entry(...args)` on the given stack. */
function context(entry: bigint, args: readonly bigint[], stack: bigint, bytes: number, link: bigint): bigint {
  const c = libc();
  const memory = keep(koffi.alloc("char", contextBytes));
  check("getcontext", c.getcontext(memory));
  // uc_flags, uc_link, uc_stack { ss_sp, ss_flags, ss_size }: the same offsets on x86-64 and arm64.
  koffi.encode(memory, 8, "uint64", link);
  koffi.encode(memory, 16, "uint64", stack);
  koffi.encode(memory, 32, "uint64", BigInt(bytes));
  c.makecontext(memory, entry, args.length, ...args.flatMap((value) => ["uint64", value]));
  return BigInt(koffi.address(memory));
}

/** A NULL-terminated array of NUL-terminated strings. */
function cStrings(strings: readonly string[]): bigint {
  const pointers = keep(koffi.alloc("uint64", strings.length + 1));
  strings.forEach((text, index) => {
    const bytes = Buffer.from(`${text}\0`);
    const memory = keep(koffi.alloc("char", bytes.length));
    koffi.encode(memory, koffi.array("uint8", bytes.length), [...bytes]);
    koffi.encode(pointers, index * 8, "uint64", BigInt(koffi.address(memory)));
  });
  koffi.encode(pointers, strings.length * 8, "uint64", 0n);
  return BigInt(koffi.address(pointers));
}

function keep<T>(memory: T): T {
  kept.push(memory);
  return memory;
}

function check(what: string, status: number): void {
  if (status !== 0) throw new Error(`${what} failed with ${status}`);
}
