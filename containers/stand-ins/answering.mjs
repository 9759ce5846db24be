import { connect } from "node:net";

/** `node answering.mjs PORT`: status 0 when something listens on this container's port. */
const socket = connect(Number(process.argv[2]), "127.0.0.1");
socket.once("connect", () => process.exit(0));
socket.once("error", () => process.exit(1));
