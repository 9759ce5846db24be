/** Ids that are no provider's: made up by an SDK for an answer without one, or by a server that draws them from a thousand. */
const madeUp = /^(aitxt-|chatcmpl-\d{1,3}$|none$|null$|unknown$)/i;

/** A provider's id of an answer, when it can tell one answer from every other; undefined otherwise. */
export const responseIdOf = (sent: string | undefined): string | undefined =>
  sent === undefined || sent.length < 6 || sent.length > 128 || madeUp.test(sent) ? undefined : sent;
