declare module "uWebSockets.js" {
  interface TemplatedApp {
    /** Called for each connection that opens (1) and closes (-1). Missing in the published types. */
    filter(changed: (response: import("uWebSockets.js").HttpResponse, change: 1 | -1) => void): TemplatedApp;
  }
}

/**
 * uWebSockets.js with room for 16 KiB of headers. By itself it takes 4 KiB and answers 431 before any code of the edge runs;
 * a bearer token that lists its person's groups is more than that. The addon reads the setting once, as it is loaded.
 */
process.env.UWS_HTTP_MAX_HEADERS_SIZE ??= "16384";
const { default: uws } = await import("uWebSockets.js");

export default uws;
