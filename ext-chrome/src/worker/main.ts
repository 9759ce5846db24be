import type { RequestDetails, RequestStage } from "../detection/read-request.js";
import { scriptGrantedPages } from "./granted-scripts.js";
import { newerRulePacks } from "./update-rules.js";
import { Worker } from "./worker.js";

const starting = Worker.start();
// Listeners must be there before the first await: the browser wakes a worker for an event, and delivers it at once.

const manifest = chrome.runtime.getManifest() as { host_permissions?: string[]; optional_host_permissions?: string[] };
const urls = manifest.host_permissions ?? manifest.optional_host_permissions ?? [];
const filter = { urls, types: ["xmlhttprequest", "websocket"] as `${chrome.webRequest.ResourceType}`[] };
const on = (stage: RequestStage) => (details: object) => {
  void starting.then((worker) => worker.request(stage, details as RequestDetails));
  return undefined;
};
chrome.webRequest.onBeforeRequest.addListener(on("begin"), filter);
chrome.webRequest.onSendHeaders.addListener(on("sent"), filter);
chrome.webRequest.onBeforeRedirect.addListener(on("redirect"), filter);
chrome.webRequest.onResponseStarted.addListener(on("headers"), filter);
chrome.webRequest.onCompleted.addListener(on("completed"), filter);
chrome.webRequest.onErrorOccurred.addListener(on("error"), filter);

interface Message {
  readonly type: "begin" | "entries" | "flush";
  readonly entries?: unknown;
}

async function answer({ type, entries }: Message, sender: chrome.runtime.MessageSender): Promise<unknown> {
  const worker = await starting;
  switch (type) {
    case "begin":
      return worker.watches(sender.origin ?? "");
    case "entries":
      return await worker.entries(entries, sender.documentId ?? "", sender.tab?.id ?? -1);
    case "flush":
      await worker.tick(true);
      return true;
    default:
      return undefined;
  }
}

chrome.runtime.onMessage.addListener((message: Message, sender, respond) => {
  if (sender.id !== chrome.runtime.id) return false;
  answer(message, sender).then(respond, (error: Error) => {
    console.warn("a message was not answered:", error.name);
    respond(undefined);
  });
  return true;
});

async function tick(): Promise<void> {
  const worker = await starting;
  const { settings } = worker;
  await settings.readPolicy();
  await worker.tick();
  const newer = await newerRulePacks(settings.policy, settings.rules.packs, settings.rulesCheckedMs, Date.now());
  if (newer !== undefined) await worker.takeRules(newer);
}
const tickInBackground = () => {
  tick().catch((error: Error) => console.warn("the worker tries again in a minute:", error.name));
};

// An update removes alarms; making one that exists begins it anew.
void chrome.alarms.get("tick").then(async (alarm) => {
  if (alarm === undefined) await chrome.alarms.create("tick", { periodInMinutes: 1 });
});
chrome.alarms.onAlarm.addListener(tickInBackground);
// A fresh browser answers with an empty policy first.
setTimeout(tickInBackground, 8_500);
tickInBackground();

chrome.storage.onChanged.addListener((changes, area) => {
  if (area === "managed") return tickInBackground();
  if (area !== "local" || changes.choices === undefined) return;
  void starting.then((worker) => {
    worker.settings.take({ choices: changes.choices?.newValue as never });
    return worker.tick();
  });
});

const script = () => void starting.then(({ settings }) => scriptGrantedPages(settings.rules));
chrome.runtime.onInstalled.addListener(({ reason }) => {
  script();
  void starting.then(({ settings }) => {
    const asks = !settings.choices.consented && reason === "install";
    if (asks) void tick().then(() => askForConsent(settings.policy));
  });
});
chrome.runtime.onStartup.addListener(script);
chrome.permissions.onAdded.addListener(script);
chrome.permissions.onRemoved.addListener(script);
// What is seen is stored at once: nothing is lost by starting again now.
chrome.runtime.onUpdateAvailable.addListener(() => chrome.runtime.reload());

/** In the store build, a person is asked before anything is recorded. */
function askForConsent(policy: { readonly state: string }): void {
  if (chrome.scripting !== undefined && policy.state !== "present") chrome.runtime.openOptionsPage();
}
