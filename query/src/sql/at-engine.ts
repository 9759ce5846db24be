import { ProblemError } from "@ecomind/platform";
import { problem } from "../http/problems.js";

/** What the engine itself does for an account, told as the store's. */
export async function atEngine(act: () => Promise<void> | undefined): Promise<void> {
  try {
    await act();
  } catch (error) {
    throw new ProblemError(problem("store_unavailable"), { "retry-after": "5" }, { cause: error });
  }
}
