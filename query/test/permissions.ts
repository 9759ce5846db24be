/**
 * Who may do what, said a second time: the service's own table must be the same, so that a change of permissions is
 * made on purpose, and a new operation is not open by oversight. o: owner, a: admin, n: analyst, b: billing, v: viewer.
 */
export const permissions: Readonly<Record<string, string>> = {
  getUsage: "oanbv",
  getToday: "oanbv",
  getDaily: "oanbv",
  listEvents: "oanv",
  getFootprint: "oanv",
  exportUsage: "oanbv",
  exportEvents: "oanv",
  getExport: "oanbv",
  askSql: "oan",
  listSavedQueries: "oan",
  putSavedQuery: "oan",
  deleteSavedQuery: "oan",
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
  getSettings: "oanb",
  putSettings: "oa",
  eraseUser: "oa",
  getErasure: "oa",
  exportUser: "oav",
  listMembers: "oa",
  putMember: "oa",
  removeMember: "oa",
  listAudit: "oa",
};

export const roleLetters = { owner: "o", admin: "a", analyst: "n", billing: "b", viewer: "v" } as const;
