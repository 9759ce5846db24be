import type { Accounting } from "../api/answers.js";

type Balance = Pick<Accounting, "records_read" | "stored" | "duplicates" | "dead_letters" | "erased">;

/** Every record read is stored, a duplicate, a dead letter or erased; the difference is 0 unless something is lost. */
export function balanceOf({ records_read, stored, duplicates, dead_letters, erased }: Balance): {
  difference: number;
} {
  return { difference: records_read - stored - duplicates - dead_letters - erased };
}
