import type { UsageEvent } from "@ecomind/contract";

/** An event with its reporter's precedence among several reports of the same response. */
export class RankedEvent {
  readonly event: UsageEvent;
  readonly standing: number;

  constructor(event: UsageEvent, standing: number) {
    this.event = event;
    this.standing = standing;
  }
}
