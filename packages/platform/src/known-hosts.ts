import { isIP } from "node:net";

/** Answers remembered, so that nobody fills the memory with invented names. */
const rememberedMost = 1_000;

/** A `Host` header without its port, in lower case: a name, or an address without brackets. */
function hostOf(header: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d*)?$/.exec(header)?.[1];
  if (bracketed !== undefined) return bracketed;
  return header.replace(/:\d*$/, "").replace(/\.$/, "").toLowerCase();
}

/**
 * Whether a service is meant by a `Host` header. A page whose name resolves to this machine's address sends that name: a
 * browser takes the answer for the page's own (DNS rebinding). So names must be known. Addresses always are, since a page
 * cannot have one that is not its own server's, and so are `localhost` and names below it; a request without the header is
 * no browser's.
 * @param publicHosts names without port; `*.example.com` stands for every name below it, `*` for any
 */
export function knownHosts(publicHosts: readonly string[]): (header: string) => boolean {
  const names = new Set(publicHosts.map((name) => hostOf(name)));
  const suffixes = [...names].filter((name) => name.startsWith("*.")).map((name) => name.slice(1));
  const isKnown = (header: string): boolean => {
    const host = hostOf(header);
    return (
      header === "" ||
      isIP(host) !== 0 ||
      host === "localhost" ||
      host.endsWith(".localhost") ||
      names.has(host) ||
      names.has("*") ||
      suffixes.some((suffix) => host.endsWith(suffix) && host.length > suffix.length)
    );
  };
  const remembered = new Map<string, boolean>();
  return (header) => {
    let known = remembered.get(header);
    if (known === undefined) {
      if (remembered.size >= rememberedMost) remembered.clear();
      known = isKnown(header);
      remembered.set(header, known);
    }
    return known;
  };
}
