export * from "./client.js";
export * from "./migrate.js";
export { type Migration, MigrationFilesError, migrationsFolder, readMigrations } from "./migration-files.js";
