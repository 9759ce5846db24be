/**
 * Who may do what, said a second time: the service's own table must be the same, so that a change of permissions is
 * made on purpose, and a new operation is not open by oversight. o: owner, a: admin, n: analyst, b: billing, v: viewer.
 */
export const permissions: Readonly<Record<string, string>> = {
  getUsage: "oanb",
  getToday: "oanb",
  getDaily: "oanb",
  listEvents: "oan",
  getFootprint: "oan",
  exportUsage: "oanb",
  exportEvents: "oan",
  getExport: "oanb",
  askSql: "oan",
  estimate: "oanbv",
  listFactors: "oanbv",
  listFactorSets: "oanbv",
  getAccounting: "oanb",
  listDeadLetters: "oa",
  getPipeline: "oa",
  listDimensions: "oanb",
  getMe: "oanbv",
  listKeys: "oa",
  createKey: "oa",
  rotateKey: "oa",
  revokeKey: "oa",
  listMembers: "oa",
  putMember: "oa",
  removeMember: "oa",
  listAudit: "oa",
};

export const roleLetters = { owner: "o", admin: "a", analyst: "n", billing: "b", viewer: "v" } as const;
