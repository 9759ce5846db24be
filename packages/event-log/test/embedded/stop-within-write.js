import { closeDatabase, openDatabase } from "../../dist/embedded/database.js";

/** Stops itself in the middle of a write transaction of the log in `dir`, as a debugger or a frozen container would. */
const [dir = ""] = process.argv.slice(2);
const database = await openDatabase(dir, 1);
await database.root.transaction(() => process.kill(process.pid, "SIGSTOP"));
await closeDatabase(database);
