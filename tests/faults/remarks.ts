/** How often a stream's log tells of what a run is about. */
export function remarksOf(text: string): Readonly<Record<string, number>> {
  const phrases = {
    "partitions taken over": '"partitions taken over"',
    "fenced: another process took over": '"another process took over',
    "the store was away": '"the store is away',
    "partition halted": "partition-halted.md",
    "the stream failed": '"the stream failed"',
  };
  return Object.fromEntries(Object.entries(phrases).map(([name, phrase]) => [name, text.split(phrase).length - 1]));
}

/** Why partitions halted, each reason once, numbers left out. */
export function haltsOf(text: string): readonly string[] {
  const messages = [...text.matchAll(/"msg":"([^"]*partition-halted\.md[^"]*)"/g)].map(([, message = ""]) => message);
  return [...new Set(messages.map((message) => message.replace(/\d+/g, "N")))];
}
