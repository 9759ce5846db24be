import { createRequire } from "node:module";
import { dirname } from "node:path";
import express, { type Router } from "express";

/** Swagger UI from this machine: its own files, no script within the page, nothing from elsewhere. */
export function docsRouter(): Router {
  const assets = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
  const page = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>EcoMind API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>`;
  const start =
    'SwaggerUIBundle({ url: "/openapi.json", dom_id: "#swagger-ui", deepLinking: true, validatorUrl: null });';
  const router = express.Router();
  router.use((_, response, next) => {
    // Swagger UI sets styles of its own elements.
    response.set(
      "content-security-policy",
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'",
    );
    next();
  });
  router.get("/", (_, response) => void response.type("html").send(page));
  router.get("/start.js", (_, response) => void response.type("js").send(start));
  router.use(express.static(assets, { index: false, maxAge: "1d" }));
  return router;
}
