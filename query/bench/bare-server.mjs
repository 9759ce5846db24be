/**
 * The least that an answer over HTTP costs on this machine: a server that knows nothing and sends as many bytes as the
 * address names. Started by fork, it tells its port.
 */
import { createServer } from "node:http";

const server = createServer((request, response) => {
  const body = Buffer.alloc(Number(request.url.slice(1)), "0");
  response.writeHead(200, { "content-type": "application/json", "content-length": body.length }).end(body);
});
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
