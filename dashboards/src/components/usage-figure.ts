import type { UsageAnswer } from "../data/api-types.js";
import { questionKey, type UsageParameters, usageQuery } from "../data/usage-question.js";
import type { AppContext } from "./app-context.js";
import { FigureElement } from "./figure-element.js";

/** A figure that one question of use answers. */
export abstract class UsageFigure extends FigureElement<UsageAnswer> {
  protected abstract parameters(context: AppContext): UsageParameters;

  protected question(context: AppContext): string {
    return questionKey(this.parameters(context));
  }

  protected load(context: AppContext, signal: AbortSignal): Promise<UsageAnswer> {
    return context.api.get<UsageAnswer>("/v1/usage", usageQuery(this.parameters(context)), signal);
  }
}
