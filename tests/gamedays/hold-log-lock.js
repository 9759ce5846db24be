import { open } from "lmdb";

/**
 * Takes the write lock of an embedded log and keeps it until it is killed, as a process that is frozen in the middle of a
 * write does. `node hold-log-lock.js FOLDER`
 */
const root = open({ path: process.argv[2], noSubdir: false, maxDbs: 4, encoding: "binary", keyEncoding: "binary" });
root.transactionSync(() => {
  process.send?.("held");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
