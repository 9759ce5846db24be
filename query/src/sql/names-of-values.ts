import type { Steps } from "./judging.js";
import type { TreeNode } from "./syntax-tree.js";
import { elementBytes } from "./value-lengths.js";

/** The nodes that bear a name, and which of them is longest. */
interface Bearers {
  readonly nodes: TreeNode[];
  longest: TreeNode | undefined;
  bytes: number;
}

/** How long the values are that names may stand for. */
export class NamesOfValues {
  readonly #steps: Steps;
  readonly #bearers = new Map<string, Bearers>();
  /** Of each node that bears a name: the names. */
  readonly #borne = new Map<TreeNode, Bearers[]>();
  readonly #bytes = new Map<TreeNode, number>();

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  /** Nodes that bear a name, in the order in which they were found. */
  get nodes(): readonly TreeNode[] {
    return [...this.#borne.keys()];
  }

  add(name: string, node: TreeNode): void {
    this.#steps.take(1);
    let bearers = this.#bearers.get(name);
    if (bearers === undefined) {
      bearers = { nodes: [], longest: undefined, bytes: elementBytes };
      this.#bearers.set(name, bearers);
    }
    bearers.nodes.push(node);
    const borne = this.#borne.get(node);
    if (borne === undefined) this.#borne.set(node, [bearers]);
    else borne.push(bearers);
  }

  /** The nodes that bear a name. */
  bearers(name: string): readonly TreeNode[] {
    const { nodes = [] } = this.#bearers.get(name) ?? {};
    this.#steps.take(1 + nodes.length);
    return nodes;
  }

  /** @returns whether the node was thought to be shorter */
  grow(node: TreeNode, bytes: number): boolean {
    if (bytes <= (this.#bytes.get(node) ?? 0)) return false;
    this.#bytes.set(node, bytes);
    const borne = this.#borne.get(node) ?? [];
    this.#steps.take(borne.length);
    for (const bearers of borne)
      if (bytes >= bearers.bytes) {
        bearers.bytes = bytes;
        bearers.longest = node;
      }
    return true;
  }

  /**
   * The longest value of those that bear a name, in bytes; undefined: none does.
   * @param around whose own value the name stands in, which it does not stand for
   */
  longest(name: string, around: ReadonlySet<TreeNode>): number | undefined {
    this.#steps.take(1);
    const bearers = this.#bearers.get(name);
    if (bearers === undefined) return undefined;
    if (around.size === 0 || (bearers.longest !== undefined && !around.has(bearers.longest))) return bearers.bytes;
    this.#steps.take(bearers.nodes.length);
    let bytes: number | undefined;
    for (const node of bearers.nodes)
      if (!around.has(node)) bytes = Math.max(bytes ?? elementBytes, this.#bytes.get(node) ?? elementBytes);
    return bytes;
  }
}
