import uWS from "uWebSockets.js";

/** See `bare-edge.ts`. */
uWS
  .App()
  .post("/*", (response) => {
    let aborted = false;
    response.onAborted(() => {
      aborted = true;
    });
    response.onData((_chunk, isLast) => {
      if (!isLast || aborted) return;
      response.cork(() => {
        response.writeStatus("202 Accepted").writeHeader("content-type", "application/json").end('{"accepted":1}');
      });
    });
  })
  .listen("127.0.0.1", 0, (socket) => {
    if (!socket) throw new Error("no port");
    process.send?.(uWS.us_socket_local_port(socket));
  });
