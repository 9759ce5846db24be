/** Late events are taken for 30 days, and the history is computed again for 31. */
export const leastRetentionDays = 32;
