import type { Reject } from "@ecomind/contract";

/** An event that is refused before the contract sees it. */
export class RefusedEvent {
  readonly reject: Reject;

  constructor(why: Reject) {
    this.reject = why;
  }
}
