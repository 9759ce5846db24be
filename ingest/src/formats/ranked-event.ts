import type { UsageEvent } from "@ecomind/contract";

/** An event with how much its reporter's word counts against others' about the same answer. */
export class RankedEvent {
  readonly event: UsageEvent;
  readonly rank: number;

  constructor(event: UsageEvent, rank: number) {
    this.event = event;
    this.rank = rank;
  }
}
