import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { agentReaders, totalsOf } from "../src/index.js";
import { cases, copyOf, expected, numbersOf, read, withFolder } from "./homes.js";

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== "truth.json")
    .map((entry) => join(entry.parentPath, entry.name));

describe.each(cases)("$agent: $name", (one) => {
  const { agent, folder, truth } = one;

  test("counts what the provider sent, as far as the files have it", () => {
    const { answers, unreadable } = read([folder]);
    expect(unreadable).toEqual([]);
    const whole = answers.filter(({ cut }) => !cut);
    const told = truth.responses.filter(({ in_files }) => in_files);
    const rows = (list: readonly { model: string; tokens_in: number; tokens_cached: number }[]) =>
      list.map(({ model, tokens_in, tokens_cached }) => `${model} ${tokens_in} ${tokens_cached}`).sort();
    expect(rows(whole.map((row) => ({ ...row, tokens_in: row.tokensIn, tokens_cached: row.tokensCached })))).toEqual(
      rows(told),
    );
    expect(numbersOf([folder])).toEqual(expected(truth));
    expect(totalsOf(answers).output_unknown).toBe(truth.output_unknown_ids?.length ?? 0);
    for (const answer of answers) {
      expect(answer.agent).toBe(agent);
      expect(answer.session).not.toBe("");
      expect(new Date(answer.atMs).getUTCFullYear()).toBe(2026);
    }
  });

  test("counts by model", () => {
    const { answers } = read([folder]);
    const models = new Set(answers.filter(({ cut }) => !cut).map(({ model }) => model));
    for (const [model, numbers] of Object.entries(truth.in_the_files_by_model)) {
      const totals = totalsOf(answers.filter((answer) => answer.model === model));
      expect(totals).toMatchObject({
        responses: numbers.responses,
        tokens_in: numbers.tokens_in,
        tokens_cached: numbers.tokens_cached,
      });
      models.delete(model);
    }
    expect([...models]).toEqual([]);
  });

  test("a copy of the folder from another machine adds nothing, in either order", () => {
    withFolder((other) => {
      const copy = copyOf(one, join(other, "copy"));
      expect(numbersOf([folder, copy])).toEqual(expected(truth));
      expect(numbersOf([copy, folder])).toEqual(expected(truth));
      const keys = (folders: string[]) =>
        read(folders)
          .answers.map(({ key, atMs }) => `${key} ${atMs}`)
          .sort();
      expect(keys([copy, folder])).toEqual(keys([folder]));
    });
  });

  test("the second reading takes everything from the index", () => {
    withFolder((index) => {
      const first = read([folder], index);
      const indexFiles = readdirSync(index).map((name) => [name, readFileSync(join(index, name), "utf8")]);
      expect(indexFiles.length).toBeGreaterThan(0);
      expect(read([folder], index)).toEqual(first);
      expect(readdirSync(index).map((name) => [name, readFileSync(join(index, name), "utf8")])).toEqual(indexFiles);
    });
  });
});

test.each(
  cases.filter(({ agent }) => agent !== "opencode"),
)("$agent: $name: files that grow while they are read end at the same numbers", ({ agent, folder, truth }) => {
  const sources = filesBelow(folder).filter((path) => path.endsWith(".jsonl"));
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 6 }), (cuts) =>
      withFolder((work) => {
        const index = join(work, "index");
        const home = join(work, "home");
        const others = filesBelow(folder).filter((path) => !path.endsWith(".jsonl"));
        for (const path of others) {
          mkdirSync(dirname(join(home, path.slice(folder.length))), { recursive: true });
          writeFileSync(join(home, path.slice(folder.length)), readFileSync(path));
        }
        let counted = 0;
        for (const [step, until] of [...cuts.sort((a, b) => a - b), 1].entries()) {
          for (const path of sources) {
            const bytes = readFileSync(path);
            const from = step === 0 ? 0 : Math.floor(bytes.length * (cuts[step - 1] as number));
            const copy = join(home, path.slice(folder.length));
            mkdirSync(dirname(copy), { recursive: true });
            appendFileSync(copy, bytes.subarray(from, Math.floor(bytes.length * until)));
          }
          const now = numbersOf([home], index).responses;
          expect(now).toBeGreaterThanOrEqual(counted);
          counted = now;
        }
        expect(numbersOf([home], index)).toEqual(expected(truth));
        expect(agentReaders[agent].agent).toBe(agent);
      }),
    ),
    { numRuns: 8 },
  );
});

test("all homes together are the sum of each", () => {
  const sums = cases
    .map(({ truth }) => expected(truth))
    .reduce((a, b) => ({
      responses: a.responses + b.responses,
      tokens_in: a.tokens_in + b.tokens_in,
      tokens_cached: a.tokens_cached + b.tokens_cached,
      tokens_out: a.tokens_out + b.tokens_out,
    }));
  expect(numbersOf(cases.map(({ folder }) => folder))).toEqual(sums);
});

test("interrupted answers stand apart, with the input that they took", () => {
  const claude = cases.find(({ agent, name }) => agent === "claude-code" && name === "interrupted");
  const [interrupted] = claude?.truth.interrupted ?? [];
  expect(totalsOf(read([claude?.folder as string]).answers).interrupted).toEqual({
    responses: 1,
    tokens_in: interrupted?.tokens_in,
    tokens_cached: interrupted?.tokens_cached,
  });
});
