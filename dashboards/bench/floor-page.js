import { createServer } from "node:http";

/**
 * The least that a page can be: a sentence and a button that changes it. What it takes is the browser's own time on
 * this machine, the floor of the dashboards' times.
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function floorPage() {
  const html =
    '<!doctype html><title>Floor</title><h1>One sentence</h1><button onclick="this.textContent += 1">Press</button>';
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end(html));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
