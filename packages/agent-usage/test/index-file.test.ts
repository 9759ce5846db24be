import {
  appendFileSync,
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { scanLines } from "../src/scan-lines.js";
import { cases, copyOf, expected, numbersOf, read, withFolder } from "./homes.js";

const one = cases.find(({ name }) => name === "tools-continue-fork") as (typeof cases)[number];
const firstSession = (home: string): string => {
  const folder = join(home, ".pi/agent/sessions/--home-mika-harbour--");
  return join(folder, readdirSync(folder).sort()[0] as string);
};
const answerLine = (id: string) =>
  `${JSON.stringify({
    type: "message",
    id,
    timestamp: "2026-11-30T03:00:00.000Z",
    message: {
      role: "assistant",
      model: "m",
      provider: "p",
      usage: { input: 7, output: 3, cacheRead: 0, cacheWrite: 0 },
      responseId: id,
    },
  })}\n`;

const keysOf = (home: string, index?: string) =>
  read([home], index)
    .answers.map(({ key }) => key)
    .sort();

describe("the index", () => {
  test("a file that is replaced by another of the same or a larger size is read again", () => {
    withFolder((work) => {
      const home = copyOf(one, join(work, "home"));
      const index = join(work, "index");
      expect(numbersOf([home], index)).toEqual(expected(one.truth));
      const path = firstSession(home);
      const other = readFileSync(path, "utf8").replaceAll("chatcmpl-", "chatcmpl+");
      writeFileSync(`${path}.new`, other + answerLine("x"));
      renameSync(`${path}.new`, path);
      expect(keysOf(home, index)).toEqual(keysOf(home));
      // In place: the same file, other bytes, and longer.
      writeFileSync(path, other.replaceAll("chatcmpl+", "chatcmpl*") + answerLine("x") + answerLine("y"));
      expect(keysOf(home, index)).toEqual(keysOf(home));
      truncateSync(path, 700);
      expect(keysOf(home, index)).toEqual(keysOf(home));
    });
  });

  test("only what was added is read", () => {
    withFolder((work) => {
      const home = copyOf(one, join(work, "home"));
      const index = join(work, "index");
      const path = firstSession(home);
      // So far before the end that the digest of the last bytes does not cover it.
      writeFileSync(path, `${readFileSync(path, "utf8")}${JSON.stringify({ type: "x", note: "-".repeat(4_000) })}\n`);
      const before = numbersOf([home], index).responses;
      const bytes = readFileSync(path);
      bytes.fill(0x20, 0, bytes.indexOf("\n", bytes.indexOf("chatcmpl-02216")));
      writeFileSync(path, bytes);
      appendFileSync(path, answerLine("added"));
      expect(numbersOf([home], index).responses).toBe(before + 1);
    });
  });

  test("a last line without an end counts when it is whole, and once when it ends", () => {
    withFolder((work) => {
      const home = copyOf(one, join(work, "home"));
      const index = join(work, "index");
      const count = () => numbersOf([home], index).responses;
      const before = count();
      const line = answerLine("last");
      appendFileSync(firstSession(home), line.slice(0, 80));
      expect(count()).toBe(before);
      appendFileSync(firstSession(home), line.slice(80, -1));
      expect([count(), count()]).toEqual([before + 1, before + 1]);
      appendFileSync(firstSession(home), "\n");
      expect(count()).toBe(before + 1);
      expect(read([home], index).missing).toEqual([]);
    });
  });

  test("a damaged index, or a folder that can't be written, changes nothing but the time", () => {
    withFolder((work) => {
      const index = join(work, "index");
      expect(numbersOf([one.folder], index)).toEqual(expected(one.truth));
      for (const name of readdirSync(index)) writeFileSync(join(index, name), '{"version":1,"files":{"x":');
      expect(numbersOf([one.folder], index)).toEqual(expected(one.truth));
      writeFileSync(join(work, "file"), "");
      expect(numbersOf([one.folder], join(work, "file", "index"))).toEqual(expected(one.truth));
    });
  });

  test("is for its owner's eyes only", () => {
    withFolder((work) => {
      const index = join(work, "a", "index");
      read([one.folder], index);
      expect(statSync(index).mode & 0o777).toBe(0o700);
      for (const name of readdirSync(index)) expect(statSync(join(index, name)).mode & 0o777).toBe(0o600);
    });
  });

  test("forgets files that are gone", () => {
    withFolder((work) => {
      const home = copyOf(one, join(work, "home"));
      const index = join(work, "index");
      read([home], index);
      renameSync(firstSession(home), join(work, "away"));
      expect(numbersOf([home], index)).toEqual(numbersOf([home]));
      expect(
        readdirSync(index)
          .map((name) => readFileSync(join(index, name), "utf8"))
          .join(),
      ).not.toContain("02-53-32");
    });
  });
});

test.skipIf(process.getuid?.() === 0)("a file that can't be read is named", () => {
  withFolder((work) => {
    const home = copyOf(one, join(work, "home"));
    chmodSync(firstSession(home), 0);
    expect(read([home]).unreadable).toEqual([expect.stringContaining("EACCES")]);
  });
});

test("a document that is no JSON is named without its text", () => {
  withFolder((work) => {
    const path = join(work, ".gemini/tmp/slug/chats/session-1.json");
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "quince marmalade");
    expect(read([work]).unreadable).toEqual([`${path} (not JSON)`]);
  });
});

describe("lines", () => {
  const scan = (text: string, from = 0, max?: number) =>
    withFolder((work) => {
      writeFileSync(join(work, "file"), text);
      const fd = openSync(join(work, "file"), "r");
      try {
        const lines: string[] = [];
        const { offset, rest, tooLong } = scanLines(fd, from, (line) => void lines.push(line.toString()), max);
        return { lines, offset, rest: rest.toString(), tooLong };
      } finally {
        closeSync(fd);
      }
    });

  test("of all lengths around the buffer's", () => {
    const lengths = [0, 1, 1 << 20, (1 << 20) - 1, (1 << 20) + 1, 3, 3 << 20, 0];
    const text = lengths.map((length, index) => `${String(index).repeat(length)}\n`).join("");
    const { lines, offset, rest } = scan(`${text}end`);
    expect(lines.map((line) => line.length)).toEqual(lengths);
    expect({ offset, rest }).toEqual({ offset: text.length, rest: "end" });
  });

  test("that are too long are passed over and told, and those behind them are read", () => {
    const text = `a\n${"x".repeat(5 << 20)}\nb\n`;
    expect(scan(text, 0, 2 << 20)).toEqual({ lines: ["a", "b"], offset: text.length, rest: "", tooLong: 1 });
  });

  test("from an offset", () => {
    expect(scan("one\ntwo\nthree\n", 4).lines).toEqual(["two", "three"]);
  });
});
