import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { AgentName } from "./answer.js";
import type { KnownFile } from "./read-file.js";
import { fromStored, type StoredUsage, toStored } from "./stored-usage.js";

/** Changes whenever readers take other things out of files: an older index is then not used. */
const version = 1;

/** A {@link KnownFile} as the index holds it. */
type StoredFile = Omit<KnownFile, "usage" | "withRest"> & {
  readonly usage: StoredUsage;
  readonly withRest?: StoredUsage;
};

const storedFile = ({ usage, withRest, ...file }: KnownFile): StoredFile => ({
  ...file,
  usage: toStored(usage),
  ...(withRest === undefined ? {} : { withRest: toStored(withRest) }),
});

const knownFile = (agent: AgentName, { usage, withRest, ...file }: StoredFile): KnownFile => ({
  ...file,
  usage: fromStored(agent, usage),
  ...(withRest === undefined ? {} : { withRest: fromStored(agent, withRest) }),
});

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's folder for files that can be made again. */
export function cacheFolder(env: Environment = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.XDG_CACHE_HOME) return join(env.XDG_CACHE_HOME, "ecomind");
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "ecomind");
  if (platform === "win32" && env.LOCALAPPDATA) return join(env.LOCALAPPDATA, "ecomind", "cache");
  return join(homedir(), ".cache", "ecomind");
}

/** Numbers and names of the files below one root, kept between runs. It holds nothing that anybody wrote or was told. */
export class UsageIndex {
  readonly #folder: string;
  readonly #root: string;
  readonly #file: string;
  #known = new Map<string, KnownFile>();

  /** @param folder for index files, made when one is written */
  constructor(folder: string, root: string) {
    this.#folder = folder;
    this.#root = root;
    const name = createHash("sha256").update(root).digest("hex").slice(0, 16);
    this.#file = join(folder, `agent-usage-${name}.json`);
  }

  /** An index that is absent, damaged or of another version is an empty one: files are then read from their begin. */
  load(agent: AgentName): ReadonlyMap<string, KnownFile> {
    try {
      const stored = JSON.parse(readFileSync(this.#file, "utf8")) as {
        version?: number;
        root?: string;
        files?: Record<string, StoredFile>;
      };
      const usable = stored.version === version && stored.root === this.#root;
      const files = Object.entries(usable ? (stored.files ?? {}) : {});
      this.#known = new Map(files.map(([path, file]) => [path, knownFile(agent, file)]));
    } catch {
      this.#known = new Map();
    }
    return this.#known;
  }

  /**
   * Replaces the index at once, readable by its owner only.
   * @returns false when it could not be written: the next run takes longer, and nothing else is different
   */
  save(files: ReadonlyMap<string, KnownFile>): boolean {
    const isSame =
      files.size === this.#known.size && [...files].every(([path, file]) => this.#known.get(path) === file);
    if (isSame) return true;
    const fresh = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    } catch {
      return false;
    }
    try {
      const content = {
        version,
        root: this.#root,
        files: Object.fromEntries([...files].map(([path, file]) => [path, storedFile(file)])),
      };
      writeFileSync(fresh, JSON.stringify(content), { mode: 0o600 });
      renameSync(fresh, this.#file);
      return true;
    } catch {
      rmSync(fresh, { force: true });
      return false;
    }
  }
}
