/**
 * For a promise whose failure changes nothing: `.catch(mayFail("the socket is cut next"))`. The reason stands where a
 * reader looks for it; whatever else fails must be handled, or logged.
 */
export const mayFail = (_reason: string) => (): undefined => undefined;
