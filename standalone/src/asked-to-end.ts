/** Resolves at the first SIGINT or SIGTERM. */
export const askedToEnd = (): Promise<string> =>
  new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => resolve(signal));
  });
