/** How statements of the stream are marked in `system.processes`, so that a new owner can wait for those of the old. */
export const commentPrefix = (epoch: number): string => `ecomind-stream/${epoch} `;

export function statementComment(epoch: number, what: string, partitions: readonly number[], owner: string): string {
  return commentPrefix(epoch) + JSON.stringify({ what, partitions, owner });
}
