import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import express, { type Response, Router } from "express";

/** Names of files that hold their content's hash. */
const hashed = /-[A-Z0-9]{8}\./;

function setHeaders(response: Response, path: string): void {
  response.set("cache-control", hashed.test(path) ? "public, max-age=31536000, immutable" : "no-cache");
}

/** The built dashboards: their files, brotli where the build made it and the browser takes it, and the page. */
export function dashboardFiles(dir: string): Router {
  const router = Router();
  const compressed = new Set(readdirSync(dir).filter((name) => name.endsWith(".br")));
  router.get(/^\/[\w-]+\.(js|css)$/, (request, response, next) => {
    const name = `${request.path.slice(1)}.br`;
    if (!compressed.has(name) || !request.acceptsEncodings("br") || !existsSync(join(dir, name))) return next();
    response.type(request.path.endsWith(".css") ? "css" : "js");
    response.set({ "content-encoding": "br", vary: "accept-encoding" });
    setHeaders(response, request.path);
    response.sendFile(join(dir, name), { cacheControl: false });
  });
  router.use(express.static(dir, { index: "index.html", setHeaders }));
  // Pages of the dashboards are addresses of their own.
  router.get(/^\/[a-z-]*$/, (_, response) => {
    setHeaders(response, "index.html");
    response.sendFile(join(dir, "index.html"), { cacheControl: false });
  });
  return router;
}
