/** Printable ASCII without blanks: as a header of HTTP or a key of the log carries it unchanged. */
const pattern = /^[\x21-\x7e]{1,64}$/;

/** Whether a text can be an organisation's id. A longer one fits no record. */
export const isOrgId = (text: unknown): text is string => typeof text === "string" && pattern.test(text);
