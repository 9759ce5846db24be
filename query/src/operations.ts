import type { Operation } from "./http/operation.js";
import { events, footprint, removeEvent } from "./routes/events.js";
import { exportEvents, exportFocus, exportManifest, exportUsage } from "./routes/exports.js";
import { chooseFactorSet, factorSets, followFactorSets } from "./routes/factor-sets.js";
import { daily, today } from "./routes/first-clients.js";
import { createKey, listKeys, revokeKey, rotateKey } from "./routes/keys.js";
import { estimateOne, factorList } from "./routes/method.js";
import { deleteNameMapping, listNameMappings, putNameMapping } from "./routes/name-mappings.js";
import { auditLog, listMembers, me, putMember, removeMember } from "./routes/organisation.js";
import { erasePersonOperation, erasureState, exportPerson } from "./routes/persons.js";
import { accounting, deadLetters, dimensionValues, pipelineMinutes, recorded } from "./routes/pipeline.js";
import { getReporting, putReporting } from "./routes/reporting.js";
import { deleteSavedQuery, listSavedQueries, putSavedQuery } from "./routes/saved-queries.js";
import { getSettings, putSettings } from "./routes/settings.js";
import { previewSettings } from "./routes/settings-preview.js";
import { sql } from "./routes/sql.js";
import { createSqlAccount, listSqlAccounts, revokeSqlAccount } from "./routes/sql-accounts.js";
import { listSqlTables } from "./routes/sql-tables.js";
import { unrecognisedNames } from "./routes/unrecognised-names.js";
import { usage } from "./routes/usage.js";

/** The whole API: router, permissions and OpenAPI document are made from this list. */
export const operations: readonly Operation[] = [
  usage,
  exportUsage,
  exportFocus,
  today,
  daily,
  events,
  exportEvents,
  exportManifest,
  footprint,
  removeEvent,
  sql,
  listSavedQueries,
  listSqlTables,
  putSavedQuery,
  deleteSavedQuery,
  listSqlAccounts,
  createSqlAccount,
  revokeSqlAccount,
  estimateOne,
  factorList,
  factorSets,
  chooseFactorSet,
  followFactorSets,
  accounting,
  deadLetters,
  pipelineMinutes,
  dimensionValues,
  recorded,
  me,
  listKeys,
  createKey,
  rotateKey,
  revokeKey,
  getSettings,
  previewSettings,
  putSettings,
  getReporting,
  putReporting,
  listNameMappings,
  putNameMapping,
  deleteNameMapping,
  unrecognisedNames,
  erasePersonOperation,
  erasureState,
  exportPerson,
  listMembers,
  putMember,
  removeMember,
  auditLog,
];
