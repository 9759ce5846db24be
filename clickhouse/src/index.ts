export {
  type AnalystCredential,
  analystDatabase,
  analystLimits,
  analystNameFor,
  analystOrgHeader,
  changeableLimits,
  endAnalystStatements,
  groupingColumns,
  organisationAnalystStatements,
  parserAccountStatements,
  parserPassword,
  parserUser,
  presentationSettings,
  publishedTables,
  publishedTo,
  publishStatements,
  schemaDatabase,
  sharedAnalysts,
  sharedParser,
} from "./analyst-account.js";
export { schemaTables } from "./analyst-views.js";
export * from "./client.js";
export * from "./delete-event.js";
export * from "./erasure.js";
export * from "./factor-tables.js";
export { energySql, footprintMeasures, footprintSelect, servingKeySql, servingSql } from "./footprint-sql.js";
export * from "./former-ids.js";
export * from "./history.js";
export * from "./history-boundary.js";
export * from "./migrate.js";
export { type Migration, readMigrations } from "./migration-files.js";
export { MigrationLockedError } from "./migration-lock.js";
export { codeOf } from "./migration-records.js";
export { HalfMadeStoreError } from "./new-store.js";
export * from "./reconcile.js";
export { sizeScaleSql, withModelKeys } from "./stand-in-sql.js";
export * from "./usage-measures.js";
