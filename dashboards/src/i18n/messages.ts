import type { en } from "./en.js";
import type { enPages } from "./en-pages.js";

export type MessageKey = keyof typeof en | keyof typeof enPages;
/** Every text of the pages. */
export type Messages = Readonly<Record<MessageKey, string>>;
