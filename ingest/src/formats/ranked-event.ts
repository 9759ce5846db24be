import type { UsageEvent } from "@ecomind/contract";

/** An event with how much its reporter is believed where several tell of the same response. */
export class RankedEvent {
  readonly event: UsageEvent;
  readonly standing: number;

  constructor(event: UsageEvent, standing: number) {
    this.event = event;
    this.standing = standing;
  }
}
