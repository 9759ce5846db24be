const { setTimeout: later } = globalThis;

export { later as setTimeout };
