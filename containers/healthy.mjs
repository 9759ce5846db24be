/**
 * `node healthy.mjs live|ready PORT...`: status 0 when the service on each port of this container answers 200 to
 * `/health/live` or `/health/ready`, else 1. For images without a shell or curl.
 */
const [what = "", ...ports] = process.argv.slice(2);
if (!["live", "ready"].includes(what) || ports.length === 0) {
  process.stderr.write("usage: node healthy.mjs live|ready PORT...\n");
  process.exit(2);
}
const answers = await Promise.all(
  ports.map((port) =>
    fetch(`http://127.0.0.1:${port}/health/${what}`, { signal: AbortSignal.timeout(4_500) }).then(
      ({ status }) => status,
      (error) => error.cause?.code ?? error.name,
    ),
  ),
);
// Docker keeps the output of the last checks: it says which port, and why.
for (const [index, answer] of answers.entries()) process.stdout.write(`${ports[index]}: ${answer}\n`);
process.exit(answers.every((status) => status === 200) ? 0 : 1);
