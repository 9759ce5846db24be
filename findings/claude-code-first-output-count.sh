#!/usr/bin/env bash
# Claude Code 2.1.4 writes a session's line when a block of the answer ends, with the output count that the stream had
# then. The count at the end of the stream comes later and is not written. Adding up these lines gives 2 tokens for 321;
# a line without a stop reason has no output count to be believed. Later versions write the line at the end.
#
#   model        what the provider sent   what the session file holds
#   any          321, "end_turn"          2, null
#
# Installs @anthropic-ai/claude-code 2.1.4 (84 MB) into a temporary folder and runs it against a provider on this machine that
# answers "hello" and waits for 3 seconds before it sends the final count. Exits with 1 when the lines hold anything else.
set -euo pipefail
version=2.1.4
folder=$(mktemp -d)
provider=
trap 'if [ -n "$provider" ]; then kill "$provider"; fi; rm -rf "$folder"' EXIT
cd "$folder"
echo '{"private":true}' > package.json
npm install --ignore-scripts --no-audit --no-fund "@anthropic-ai/claude-code@$version" > /dev/null

cat > provider.mjs <<'PROVIDER'
import { createServer } from "node:http";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
let answers = 0;

createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  if (!/^\/v1\/messages(\?|$)/.test(request.url)) return response.writeHead(404).end("{}");
  const { model, stream } = JSON.parse(body);
  const message = { id: `msg_${(answers += 1)}`, type: "message", role: "assistant", model, stop_sequence: null };
  const text = { type: "text", text: "hello" };
  const usage = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
  if (!stream) {
    const whole = { ...message, content: [text], stop_reason: "end_turn", usage: { ...usage, output_tokens: 321 } };
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(whole));
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const send = (type, data = {}) => response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`);
  send("message_start", { message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 2 } } });
  send("content_block_start", { index: 0, content_block: { type: "text", text: "" } });
  send("content_block_delta", { index: 0, delta: { type: "text_delta", text: "hello" } });
  send("content_block_stop", { index: 0 });
  await pause(3_000);
  send("message_delta", { delta: { stop_reason: "end_turn", stop_sequence: null }, usage: { output_tokens: 321 } });
  send("message_stop");
  response.end();
}).listen(0, "127.0.0.1", function () {
  console.log(this.address().port);
});
PROVIDER
mkfifo port
node provider.mjs > port &
provider=$!
read -r number < port

mkdir -p home/work
(
  cd home/work
  env -i PATH="$PATH" HOME="$folder/home" ANTHROPIC_API_KEY=none "ANTHROPIC_BASE_URL=http://127.0.0.1:$number" \
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC=1 DISABLE_AUTOUPDATER=1 \
    timeout 120 "$folder/node_modules/.bin/claude" -p "say hello" < /dev/null > /dev/null
)

find home/.claude/projects -name '*.jsonl' -exec cat {} + > lines.jsonl
node --input-type=module - <<'CHECK'
import { readFileSync } from "node:fs";

const lines = readFileSync("lines.jsonl", "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
const answers = lines.filter(({ type }) => type === "assistant").map(({ message }) => message);
for (const { stop_reason, usage } of answers) console.log(`stop_reason ${stop_reason}, output_tokens ${usage.output_tokens}`);
const asBefore = answers.length > 0 && answers.every(({ stop_reason, usage }) => stop_reason === null && usage.output_tokens === 2);
console.log(asBefore ? "The lines hold the first count of the stream." : "The lines hold something else.");
process.exit(asBefore ? 0 : 1);
CHECK
