/** What makes two records one event. */
export interface Identity {
  readonly orgId: string;
  readonly tsMs: number;
  readonly id: string;
}
