import type { UsageAnswer } from "../../api/answers.js";
import { askUsage, questionKey, type UsageQuestion, usageQuery } from "../../api/usage.js";
import type { AppContext } from "../app-context.js";
import { FigureElement } from "./figure-element.js";

/** A figure that one question of use answers. */
export abstract class UsageFigure extends FigureElement<UsageAnswer> {
  protected abstract parameters(context: AppContext): UsageQuestion;

  protected question(context: AppContext): string {
    return questionKey(this.parameters(context));
  }

  protected load(context: AppContext, signal: AbortSignal): Promise<UsageAnswer> {
    return askUsage(context.api, usageQuery(this.parameters(context)), signal);
  }
}
