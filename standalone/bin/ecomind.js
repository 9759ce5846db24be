#!/usr/bin/env node
import { prepare } from "./prepare.js";

prepare();
const { main } = await import("../dist/cli.js");
await main(process.argv.slice(2));
