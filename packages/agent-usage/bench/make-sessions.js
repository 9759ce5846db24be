import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes session files as Claude Code 2.1.332 and Codex 0.171.0 do, with text of the usual sizes: about 256 kB before the
 * first answer, then a few kB an answer.
 * @param {string} home an empty folder @param {number} bytes about how many in all
 * @returns {{ files: number, answers: number, bytes: number }}
 */
export function makeSessions(home, bytes) {
  const text = 'lorem ipsum dolor sit amet, \\"usage\\": consectetur\\n '.repeat(1_200);
  let written = 0;
  let files = 0;
  let answers = 0;
  const start = Date.now() - 29 * 86_400_000;
  while (written < bytes) {
    const number = files;
    files += 1;
    const at = () => new Date(start + ((answers * 37_001) % (29 * 86_400_000))).toISOString();
    const lines = number % 3 === 2 ? codexSession(number, text, at) : claudeSession(number, text, at);
    const folder =
      number % 3 === 2
        ? join(home, ".codex", "sessions", "2026", "11", String(1 + (number % 30)).padStart(2, "0"))
        : join(home, ".claude", "projects", `-home-mika-project-${number % 40}`);
    mkdirSync(folder, { recursive: true });
    const file = openSync(join(folder, number % 3 === 2 ? `rollout-${number}.jsonl` : `${number}.jsonl`), "w");
    for (const line of lines) {
      written += writeSync(file, `${line}\n`);
      if (line.includes('"response_id"') || line.includes('"stop_reason"')) answers += 1;
    }
    closeSync(file);
  }
  return { files, answers, bytes: written };
}

const answersInSession = 40;

function* claudeSession(number, text, at) {
  const head = `"isSidechain":false,"cwd":"/home/mika/project-${number % 40}","sessionId":"s${number}","version":"2.1.332"`;
  yield `{"type":"attachment",${head},"attachment":{"type":"prompt_snapshot","text":"${text.repeat(4)}"}}`;
  for (let index = 0; index < answersInSession; index += 1) {
    yield `{"type":"user",${head},"timestamp":"${at()}","message":{"role":"user","content":"${text.slice(0, 9_000)}"}}`;
    yield `{"message":{"id":"msg_${number}_${index}","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"${text.slice(0, 3_000)}"}],"stop_reason":"end_turn","usage":{"input_tokens":${10 + index},"cache_creation_input_tokens":200,"cache_read_input_tokens":${1000 * index},"output_tokens":${300 + index}}},"type":"assistant","timestamp":"${at()}",${head}}`;
  }
}

function* codexSession(number, text, at) {
  yield `{"timestamp":"${at()}","type":"session_meta","payload":{"id":"t${number}","cwd":"/home/mika/project-${number % 40}","model_provider":"openai","base_instructions":{"text":"${text.repeat(3)}"}}}`;
  for (let index = 0; index < answersInSession; index += 1) {
    yield `{"timestamp":"${at()}","type":"turn_context","payload":{"turn_id":"u${index}","cwd":"/home/mika/project-${number % 40}","model":"gpt-5-mini"}}`;
    yield `{"timestamp":"${at()}","type":"response_item","payload":{"type":"function_call_output","output":"${text.slice(0, 9_000)}"}}`;
    const usage = `{"input_tokens":${1200 + index},"cached_input_tokens":1000,"output_tokens":${300 + index},"reasoning_output_tokens":100,"total_tokens":${1500 + 2 * index}}`;
    yield `{"timestamp":"${at()}","type":"token_usage_record","payload":{"thread_id":"t${number}","turn_id":"u${index}","response_id":"resp_${number}_${index}","usage":${usage},"thread_token_usage":${usage}}}`;
    yield `{"timestamp":"${at()}","type":"event_msg","payload":{"type":"token_count","info":{"total_token_usage":${usage},"last_token_usage":${usage}}}}`;
  }
}
