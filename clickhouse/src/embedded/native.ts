import { createRequire } from "node:module";
import koffi from "koffi";

const require = createRequire(import.meta.url);
const { libchdbPath } = require("chdb/libchdb") as { libchdbPath(): string };

/** The functions of the C library that the engine's thread, its pipes and its lock need. Linux with glibc only. */
export const libc = once(() => {
  if (process.platform !== "linux")
    throw new Error(`the embedded ClickHouse engine needs Linux with glibc, not ${process.platform}: use a server`);
  const library = koffi.load("libc.so.6");
  return {
    /** Address of a function, to hand to C. */
    address: (name: string): bigint => BigInt(koffi.address(library.symbol(name))),
    mmap: library.func("void* mmap(void*, size_t, int, int, int, long)"),
    mprotect: library.func("int mprotect(void*, size_t, int)"),
    memcmp: library.func("int memcmp(void*, void*, size_t)"),
    memcpy: library.func("void* memcpy(void*, void*, size_t)"),
    pthread_attr_init: library.func("int pthread_attr_init(void*)"),
    pthread_attr_setstack: library.func("int pthread_attr_setstack(void*, void*, size_t)"),
    pthread_attr_setdetachstate: library.func("int pthread_attr_setdetachstate(void*, int)"),
    pthread_create: library.func("int pthread_create(void*, void*, void*, void*)"),
    getcontext: library.func("int getcontext(void*)"),
    makecontext: library.func("void makecontext(void*, void*, int, ...)"),
    pipe2: library.func("int pipe2(void*, int)"),
    flock: library.func("int flock(int, int)"),
    shutdown: library.func("int shutdown(int, int)"),
    poll: library.func("int poll(void*, unsigned long, int)"),
    ioctl: library.func("int ioctl(int, unsigned long, void*)"),
    syscall: library.func("long syscall(long, ...)"),
    _exit: library.func("void _exit(int)"),
  };
});

/** The engine's library: 540 MB of address space, mapped on first use. */
export const libchdb = once(() => {
  libc();
  const file = libchdbPath();
  const library = koffi.load(file);
  return {
    file,
    address: (name: string): bigint => BigInt(koffi.address(library.symbol(name))),
    setSignalHandlersEnabled: library.func("void chdb_set_signal_handlers_enabled(int)"),
  };
});

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
