// Generated from the query service's OpenAPI document by scripts/generate.mjs; do not edit.
export interface paths {
    "/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Use and footprint over time, by up to two dimensions
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["getUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rows of /v1/usage as a file; its manifest is at the address in the header Link
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["exportUsage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/usage/export/focus": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Use by provider and model as a file for FinOps tools: columns of FOCUS for usage, one row for each quantity, without costs
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["exportFocus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/today": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Today's use, in the shape of the first clients
         * @deprecated
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["getToday"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/aggregate/daily": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Use by day, in the shape of the first clients
         * @deprecated
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["getDaily"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Events that the filters leave, the newest first, page by page
         * @description Roles: owner, admin, analyst, viewer.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every event of a period that the filters leave as a file, the newest first; its manifest is at the address in the header Link
         * @description Roles: owner, admin, analyst, viewer.
         */
        get: operations["exportEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/exports/{export_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What tells an exported file: the question, the factor set, rows, bytes and checksum
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["getExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/footprint/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One event's footprint, and every factor behind it
         * @description Roles: owner, admin, analyst, viewer.
         */
        get: operations["getFootprint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/events/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a wrong event back for good, with all its revisions; sent again it counts as a duplicate
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        delete: operations["deleteEvent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sql": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * One SELECT over the organisation's published tables; see docs/sql.md
         * @description Roles: owner, admin, analyst.
         */
        post: operations["askSql"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sql/queries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The organisation's saved queries
         * @description Roles: owner, admin, analyst.
         */
        get: operations["listSavedQueries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sql/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The published tables with their columns and types, as the organisation's SQL may name them
         * @description Roles: owner, admin, analyst.
         */
        get: operations["listSqlTables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sql/queries/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keeps a query under a name; it is judged when it is asked
         * @description Roles: owner, admin, analyst. Of API keys: those with the scope admin.
         */
        put: operations["putSavedQuery"];
        post?: never;
        /**
         * Forgets a saved query
         * @description Roles: owner, admin, analyst. Of API keys: those with the scope admin.
         */
        delete: operations["deleteSavedQuery"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sql/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The read-only accounts of the organisation's own tools, without their passwords
         * @description Roles: owner, admin.
         */
        get: operations["listSqlAccounts"];
        put?: never;
        /**
         * A read-only account for a tool that speaks ClickHouse's HTTP interface; its password is shown this once
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        post: operations["createSqlAccount"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sql/accounts/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends a tool's account: refused everywhere within five seconds
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        delete: operations["revokeSqlAccount"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/estimate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a use would cost
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        post: operations["estimate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every factor of models, places, who runs the machines, and the method, with unit, year, source and licence
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["listFactors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/factor-sets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The factor sets that the store holds, and which one the organisation uses
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["listFactorSets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/factor-sets/chosen/{factor_set}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * From now on the organisation's figures are computed with this set, unless a request names another
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        put: operations["chooseFactorSet"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/factor-sets/chosen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * The organisation has no choice of its own any more, and follows the installation's set
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        delete: operations["followFactorSets"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/accounting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of every record of the organisation: accepted = stored + duplicates + dead letters + erased + in flight
         * @description Roles: owner, admin, analyst, billing.
         */
        get: operations["getAccounting"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Records of the organisation that could not be taken, by reason
         * @description Roles: owner, admin.
         */
        get: operations["listDeadLetters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/pipeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the pipeline did with the organisation's records, minute by minute, for the last three hours
         * @description Roles: owner, admin.
         */
        get: operations["getPipeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/dimensions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Values that the organisation's events have had in the last 90 days
         * @description Roles: owner, admin, analyst, billing.
         */
        get: operations["listDimensions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/recorded": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When the organisation's first use was, of what is kept: nothing is known of the time before
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["getRecorded"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the credential speaks for
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The organisation's API keys, without their secrets
         * @description Roles: owner, admin.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * A new API key; its secret is shown this once
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new key in a key's place; the old one works for a day more
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        post: operations["rotateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Ends a key: refused here at once, and everywhere within five seconds
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the organisation has settled: retention and minimum group size
         * @description Roles: owner, admin, analyst, billing.
         */
        get: operations["getSettings"];
        /**
         * Settles retention and minimum group size; what expires is deleted within a day
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        put: operations["putSettings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/settings/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What settings would do before anybody puts them: events and history that would expire, and teams that would be combined
         * @description Roles: owner, admin.
         */
        get: operations["previewSettings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/reporting": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the organisation reports: its time zone and language
         * @description Roles: owner, admin, analyst, billing, viewer.
         */
        get: operations["getReporting"];
        /**
         * Settles the organisation's time zone and language
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        put: operations["putReporting"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/name-mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the organisation says that reported names of models, providers and regions mean
         * @description Roles: owner, admin, analyst, billing.
         */
        get: operations["listNameMappings"];
        /**
         * Says what a reported name means. Use counts as if that had been reported, from the next question on, and for the time before it as well
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        put: operations["putNameMapping"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/name-mappings/{mapping_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Takes a mapping back: the name counts as it was reported again
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        delete: operations["deleteNameMapping"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/names/unrecognised": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reported names of models, providers and regions that are not known and not mapped, with how often they are used
         * @description Roles: owner, admin, analyst, billing.
         */
        get: operations["listUnrecognisedNames"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Erases a person: their events stay counted, without whom, and they have no role any more until they are listed anew. A job does it; events that still arrive are erased as they are stored
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        delete: operations["eraseUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a person's erasure is
         * @description Roles: owner, admin.
         */
        get: operations["getErasure"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/users/{user_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every event of one person as a file, for the person themself; its manifest is at the address in the header Link
         * @description Roles: owner, admin, viewer.
         */
        get: operations["exportUser"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People of the organisation and their roles
         * @description Roles: owner, admin.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/members/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Gives a person a role and a team; without a team they keep theirs. Only an owner gives the role owner, or takes it; while the organisation has none, a key that a command made gives it
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        put: operations["putMember"];
        post?: never;
        /**
         * Takes a person's role away, an owner's only by an owner; what they used stays counted. Keys that they made go on working unless end_keys says otherwise
         * @description Roles: owner, admin. Of API keys: those with the scope admin.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Administrative acts, done and refused, of the last year, the newest first
         * @description Roles: owner, admin.
         */
        get: operations["listAudit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            type: string;
            title: string;
            status: number;
            /** @enum {unknown} */
            code: "malformed_request" | "invalid_parameter" | "unknown_parameter" | "invalid_body" | "sql_refused" | "credential_missing" | "credential_invalid" | "credential_expired" | "credential_revoked" | "role_missing" | "group_too_small" | "cross_site" | "not_found" | "method_not_allowed" | "request_timeout" | "key_ended" | "last_owner" | "precondition_failed" | "body_too_large" | "range_not_satisfiable" | "host_unknown" | "too_much" | "headers_too_large" | "too_many_exports" | "rate_limited" | "identity_unavailable" | "store_unavailable" | "internal";
            detail?: string;
            parameter?: string;
            pointer?: string;
            /** @description Of sql_refused: ClickHouse's code, where the engine refuses. */
            engine_code?: number;
            request_id?: string;
        };
    };
    responses: {
        /** @description The request is not valid */
        Refused400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description A valid credential is needed */
        Refused401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The credential does not allow this */
        Refused403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is nothing here */
        Refused404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The request did not come in time */
        Refused408: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description What is there does not allow this */
        Refused409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large */
        Refused413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The service is not known under this host name */
        Refused421: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The question asks for more than one answer may hold */
        Refused422: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests */
        Refused429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The address and headers are too large */
        Refused431: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The service failed */
        Refused500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The store does not answer; try again */
        Refused503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getUsage: {
        parameters: {
            query?: {
                /** @description Begin: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour. Default: 29 days before today. */
                from?: string;
                /** @description End, exclusive: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour; a day ends with it. Default: now. */
                to?: string;
                /** @description IANA time zone. Default: that of /v1/reporting, which is UTC until somebody settles another. */
                tz?: string;
                /** @description Length of a row's time. Default: total. */
                interval?: "15m" | "hour" | "day" | "week" | "month" | "total";
                /** @description Up to two of provider, model, user, team, region, source, basis, tier or label:NAME; repeat for the second. */
                group_by?: string[];
                /** @description Groups to tell apart; the rest become one group, __other__. The earlier range tells the same ones apart. Of a list, the length of a page, of which a minimum group size may allow less. Default: 100. */
                top?: number;
                /** @description Sums to tell; repeat for several. Default: all. */
                metrics?: ("requests" | "requests_without_tokens" | "requests_measured" | "tokens_in" | "tokens_cached" | "tokens_out" | "requests_unsupported" | "requests_unknown_model" | "requests_region_assumed" | "requests_without_mb" | "kwh_it" | "kwh_facility" | "kgco2e_lb" | "kgco2e_mb" | "kgco2e_embodied" | "water_onsite_l" | "water_offsite_l" | "kwh_it_by_tier")[];
                /** @description Pages through all groups: only those whose names contain each of up to 8 words, whatever the case. All others become __other__. Needs group_by and no interval but total. */
                search?: string;
                /** @description Pages through all groups, `top` at a time, in this order. Default with search: energy. */
                sort?: "energy" | "co2e" | "water" | "requests" | "tokens" | "tokens_in" | "tokens_out" | "name";
                /** @description Order of `sort`. Default: asc for name, desc for all else. */
                order?: "asc" | "desc";
                /** @description `list.next_cursor` of the page before, with the same question. */
                cursor?: string;
                /** @description Also an earlier range: the one before, the one a year before, or your own. Of a range that has not ended, its same part: as many days, or months from the first of a month, back to the same time of day, up to the last quarter hour that has ended. `comparable` has what to compare it with. Absent while no quarter hour of the range has ended. */
                compare?: "previous" | "year" | "custom";
                /** @description With compare=custom: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour. */
                compare_from?: string;
                /** @description With compare=custom, exclusive: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour; a day ends with it. */
                compare_to?: string;
                /** @description The earlier range begins on the same day of the week: whole weeks before, of a year 52. */
                match_weekday?: boolean;
                /** @description Factors to compute with, one of /v1/factor-sets; "chosen": for each time the set that was in use then. Default: the organisation's. */
                factor_set?: string;
                /** @description Another of /v1/factor-sets: the same rows, and those of an earlier range, computed with it as well. */
                restate_with?: string;
                /** @description Only this provider; repeat for several. */
                provider?: string[];
                /** @description Leave out this provider; repeat for several. */
                not_provider?: string[];
                /** @description Only this model; repeat for several. */
                model?: string[];
                /** @description Leave out this model; repeat for several. */
                not_model?: string[];
                /** @description Only this user; repeat for several. */
                user?: string[];
                /** @description Leave out this user; repeat for several. */
                not_user?: string[];
                /** @description Only this team; repeat for several. */
                team?: string[];
                /** @description Leave out this team; repeat for several. */
                not_team?: string[];
                /** @description Only this region; repeat for several. */
                region?: string[];
                /** @description Leave out this region; repeat for several. */
                not_region?: string[];
                /** @description Only this source; repeat for several. */
                source?: string[];
                /** @description Leave out this source; repeat for several. */
                not_source?: string[];
                /** @description Only this basis; repeat for several. */
                basis?: string[];
                /** @description Leave out this basis; repeat for several. */
                not_basis?: string[];
                /** @description Only this tier; repeat for several. */
                tier?: string[];
                /** @description Leave out this tier; repeat for several. */
                not_tier?: string[];
                /** @description Only this label, as NAME=VALUE; repeat for several. */
                label?: string[];
                /** @description Leave out this label, as NAME=VALUE; repeat for several. */
                not_label?: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from: string;
                        /** Format: date-time */
                        to: string;
                        timezone: string;
                        interval: string;
                        group_by: string[];
                        partial: boolean;
                        factor_set: string;
                        factor_sets: {
                            factor_set: string;
                            /** Format: date-time */
                            from: string;
                            /** Format: date-time */
                            to: string;
                        }[];
                        /** @description A difference between rows may be one of factors, not of use. */
                        mixed_factor_sets: boolean;
                        rows: {
                            /** Format: date-time */
                            start: string;
                            group: string[];
                            requests?: number;
                            /** @description Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures. */
                            requests_without_tokens?: number;
                            /** @description Requests whose energy the supplier measured: it stands in place of the estimate. */
                            requests_measured?: number;
                            tokens_in?: number;
                            tokens_cached?: number;
                            tokens_out?: number;
                            requests_unsupported?: number;
                            requests_unknown_model?: number;
                            requests_region_assumed?: number;
                            /** @description Requests that `kgco2e_mb` does not cover; it is of the others alone. */
                            requests_without_mb?: number;
                            footprint?: {
                                kwh_it?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                kwh_facility?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                kgco2e_lb?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                kgco2e_mb?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                kgco2e_embodied?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                water_onsite_l?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                water_offsite_l?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                            };
                            kwh_it_by_tier?: {
                                [key: string]: number;
                            };
                        }[];
                        total: {
                            requests?: number;
                            /** @description Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures. */
                            requests_without_tokens?: number;
                            /** @description Requests whose energy the supplier measured: it stands in place of the estimate. */
                            requests_measured?: number;
                            tokens_in?: number;
                            tokens_cached?: number;
                            tokens_out?: number;
                            requests_unsupported?: number;
                            requests_unknown_model?: number;
                            requests_region_assumed?: number;
                            /** @description Requests that `kgco2e_mb` does not cover; it is of the others alone. */
                            requests_without_mb?: number;
                            footprint?: {
                                kwh_it?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                kwh_facility?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                kgco2e_lb?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                kgco2e_mb?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                kgco2e_embodied?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                water_onsite_l?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                                water_offsite_l?: {
                                    low: number;
                                    central: number;
                                    high: number;
                                } | null;
                            };
                            kwh_it_by_tier?: {
                                [key: string]: number;
                            };
                        };
                        /** @description What `compared.total` is to be compared with: the range up to `to`, its end or that of its last quarter hour that has ended. */
                        comparable?: {
                            /** Format: date-time */
                            to: string;
                            total: {
                                requests?: number;
                                /** @description Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures. */
                                requests_without_tokens?: number;
                                /** @description Requests whose energy the supplier measured: it stands in place of the estimate. */
                                requests_measured?: number;
                                tokens_in?: number;
                                tokens_cached?: number;
                                tokens_out?: number;
                                requests_unsupported?: number;
                                requests_unknown_model?: number;
                                requests_region_assumed?: number;
                                /** @description Requests that `kgco2e_mb` does not cover; it is of the others alone. */
                                requests_without_mb?: number;
                                footprint?: {
                                    kwh_it?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kwh_facility?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_lb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_mb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_embodied?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_onsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_offsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                };
                                kwh_it_by_tier?: {
                                    [key: string]: number;
                                };
                            };
                        };
                        compared?: {
                            /** Format: date-time */
                            from: string;
                            /** Format: date-time */
                            to: string;
                            /** @description How far clocks and calendar were turned back: one of both. */
                            shift: {
                                months?: number;
                                minutes?: number;
                            };
                            /**
                             * Format: date-time
                             * @description Events from before have expired, and what outlives them does not answer this question, or has expired as well.
                             */
                            complete_from?: string;
                            factor_sets: {
                                factor_set: string;
                                /** Format: date-time */
                                from: string;
                                /** Format: date-time */
                                to: string;
                            }[];
                            rows: {
                                /** Format: date-time */
                                start: string;
                                group: string[];
                                requests?: number;
                                /** @description Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures. */
                                requests_without_tokens?: number;
                                /** @description Requests whose energy the supplier measured: it stands in place of the estimate. */
                                requests_measured?: number;
                                tokens_in?: number;
                                tokens_cached?: number;
                                tokens_out?: number;
                                requests_unsupported?: number;
                                requests_unknown_model?: number;
                                requests_region_assumed?: number;
                                /** @description Requests that `kgco2e_mb` does not cover; it is of the others alone. */
                                requests_without_mb?: number;
                                footprint?: {
                                    kwh_it?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kwh_facility?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_lb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_mb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_embodied?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_onsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_offsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                };
                                kwh_it_by_tier?: {
                                    [key: string]: number;
                                };
                                /** @description Begin of the row's interval in the range: the same wall time, of a time that comes twice the same one of both. null: the range has none, as where its clocks skip that time. */
                                beside: string | null;
                            }[];
                            total: {
                                requests?: number;
                                /** @description Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures. */
                                requests_without_tokens?: number;
                                /** @description Requests whose energy the supplier measured: it stands in place of the estimate. */
                                requests_measured?: number;
                                tokens_in?: number;
                                tokens_cached?: number;
                                tokens_out?: number;
                                requests_unsupported?: number;
                                requests_unknown_model?: number;
                                requests_region_assumed?: number;
                                /** @description Requests that `kgco2e_mb` does not cover; it is of the others alone. */
                                requests_without_mb?: number;
                                footprint?: {
                                    kwh_it?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kwh_facility?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_lb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_mb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_embodied?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_onsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_offsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                };
                                kwh_it_by_tier?: {
                                    [key: string]: number;
                                };
                            };
                            /** @description Groups and values that are about too few persons, somewhere in the range, told as one: __withheld__. */
                            withheld?: {
                                minimum_group_size: number;
                                groups: number;
                            };
                            /** @description The same rows, computed with the set of `restate_with`; filters and groups by tier are by the first set. */
                            restated?: {
                                factor_set: string;
                                rows: {
                                    /** Format: date-time */
                                    start: string;
                                    group: string[];
                                    requests?: number;
                                    /** @description Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures. */
                                    requests_without_tokens?: number;
                                    /** @description Requests whose energy the supplier measured: it stands in place of the estimate. */
                                    requests_measured?: number;
                                    tokens_in?: number;
                                    tokens_cached?: number;
                                    tokens_out?: number;
                                    requests_unsupported?: number;
                                    requests_unknown_model?: number;
                                    requests_region_assumed?: number;
                                    /** @description Requests that `kgco2e_mb` does not cover; it is of the others alone. */
                                    requests_without_mb?: number;
                                    footprint?: {
                                        kwh_it?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        kwh_facility?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        kgco2e_lb?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        kgco2e_mb?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        kgco2e_embodied?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        water_onsite_l?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        water_offsite_l?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                    };
                                    kwh_it_by_tier?: {
                                        [key: string]: number;
                                    };
                                }[];
                                total: {
                                    requests?: number;
                                    /** @description Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures. */
                                    requests_without_tokens?: number;
                                    /** @description Requests whose energy the supplier measured: it stands in place of the estimate. */
                                    requests_measured?: number;
                                    tokens_in?: number;
                                    tokens_cached?: number;
                                    tokens_out?: number;
                                    requests_unsupported?: number;
                                    requests_unknown_model?: number;
                                    requests_region_assumed?: number;
                                    /** @description Requests that `kgco2e_mb` does not cover; it is of the others alone. */
                                    requests_without_mb?: number;
                                    footprint?: {
                                        kwh_it?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        kwh_facility?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        kgco2e_lb?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        kgco2e_mb?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        kgco2e_embodied?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        water_onsite_l?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                        water_offsite_l?: {
                                            low: number;
                                            central: number;
                                            high: number;
                                        } | null;
                                    };
                                    kwh_it_by_tier?: {
                                        [key: string]: number;
                                    };
                                };
                            };
                        };
                        /**
                         * Format: date-time
                         * @description Events from before have expired, and what outlives them does not answer this question, or has expired as well.
                         */
                        complete_from?: string;
                        /** @description Groups and values that are about too few persons, somewhere in the range, told as one: __withheld__. */
                        withheld?: {
                            minimum_group_size: number;
                            groups: number;
                        };
                        /** @description Persons of similar use form classes of at least so many, and each is told the mean of their class (microaggregation), rounded to so many digits. The range is the whole calendar months of UTC, of those that have ended, that were asked for. `total` is exact. */
                        averaged?: {
                            minimum_group_size: number;
                            significant_digits: number;
                        };
                        /** @description The same rows, computed with the set of `restate_with`; filters and groups by tier are by the first set. */
                        restated?: {
                            factor_set: string;
                            rows: {
                                /** Format: date-time */
                                start: string;
                                group: string[];
                                requests?: number;
                                /** @description Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures. */
                                requests_without_tokens?: number;
                                /** @description Requests whose energy the supplier measured: it stands in place of the estimate. */
                                requests_measured?: number;
                                tokens_in?: number;
                                tokens_cached?: number;
                                tokens_out?: number;
                                requests_unsupported?: number;
                                requests_unknown_model?: number;
                                requests_region_assumed?: number;
                                /** @description Requests that `kgco2e_mb` does not cover; it is of the others alone. */
                                requests_without_mb?: number;
                                footprint?: {
                                    kwh_it?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kwh_facility?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_lb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_mb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_embodied?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_onsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_offsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                };
                                kwh_it_by_tier?: {
                                    [key: string]: number;
                                };
                            }[];
                            total: {
                                requests?: number;
                                /** @description Requests of which the input or the output is unknown: they are in `requests`, and only what is known of them is in the figures. */
                                requests_without_tokens?: number;
                                /** @description Requests whose energy the supplier measured: it stands in place of the estimate. */
                                requests_measured?: number;
                                tokens_in?: number;
                                tokens_cached?: number;
                                tokens_out?: number;
                                requests_unsupported?: number;
                                requests_unknown_model?: number;
                                requests_region_assumed?: number;
                                /** @description Requests that `kgco2e_mb` does not cover; it is of the others alone. */
                                requests_without_mb?: number;
                                footprint?: {
                                    kwh_it?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kwh_facility?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_lb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_mb?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    kgco2e_embodied?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_onsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                    water_offsite_l?: {
                                        low: number;
                                        central: number;
                                        high: number;
                                    } | null;
                                };
                                kwh_it_by_tier?: {
                                    [key: string]: number;
                                };
                            };
                        };
                        /** @description Of a list (`search` or `sort`): how many groups there are, how many match the search, and what asks for the next page. */
                        list?: {
                            groups: number;
                            matching: number;
                            next_cursor?: string;
                        };
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    exportUsage: {
        parameters: {
            query?: {
                /** @description Begin: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour. Default: 29 days before today. */
                from?: string;
                /** @description End, exclusive: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour; a day ends with it. Default: now. */
                to?: string;
                /** @description IANA time zone. Default: that of /v1/reporting, which is UTC until somebody settles another. */
                tz?: string;
                /** @description Length of a row's time. Default: total. */
                interval?: "15m" | "hour" | "day" | "week" | "month" | "total";
                /** @description Up to two of provider, model, user, team, region, source, basis, tier or label:NAME; repeat for the second. */
                group_by?: string[];
                /** @description Groups to tell apart; the rest become one group, __other__. The earlier range tells the same ones apart. Of a list, the length of a page, of which a minimum group size may allow less. Default: 100. */
                top?: number;
                /** @description Factors to compute with, one of /v1/factor-sets; "chosen": for each time the set that was in use then. Default: the organisation's. */
                factor_set?: string;
                /** @description Another of /v1/factor-sets: the same rows, and those of an earlier range, computed with it as well. */
                restate_with?: string;
                /** @description Only this provider; repeat for several. */
                provider?: string[];
                /** @description Leave out this provider; repeat for several. */
                not_provider?: string[];
                /** @description Only this model; repeat for several. */
                model?: string[];
                /** @description Leave out this model; repeat for several. */
                not_model?: string[];
                /** @description Only this user; repeat for several. */
                user?: string[];
                /** @description Leave out this user; repeat for several. */
                not_user?: string[];
                /** @description Only this team; repeat for several. */
                team?: string[];
                /** @description Leave out this team; repeat for several. */
                not_team?: string[];
                /** @description Only this region; repeat for several. */
                region?: string[];
                /** @description Leave out this region; repeat for several. */
                not_region?: string[];
                /** @description Only this source; repeat for several. */
                source?: string[];
                /** @description Leave out this source; repeat for several. */
                not_source?: string[];
                /** @description Only this basis; repeat for several. */
                basis?: string[];
                /** @description Leave out this basis; repeat for several. */
                not_basis?: string[];
                /** @description Only this tier; repeat for several. */
                tier?: string[];
                /** @description Leave out this tier; repeat for several. */
                not_tier?: string[];
                /** @description Only this label, as NAME=VALUE; repeat for several. */
                label?: string[];
                /** @description Leave out this label, as NAME=VALUE; repeat for several. */
                not_label?: string[];
                /** @description csv (text guarded against formulas), or another of csv, ndjson, parquet, xlsx. Default: csv. */
                format?: "csv" | "ndjson" | "parquet" | "xlsx";
                /** @description How CSV is written: rfc4180; excel, the same with a byte order mark, which Excel knows UTF-8 by; excel-semicolon, also with semicolons and decimal commas, as Excel reads it where decimals have commas. Default: rfc4180. */
                csv_dialect?: "rfc4180" | "excel" | "excel-semicolon";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description From when the answer is whole: what was before has expired. Absent: it is whole. */
                    "x-complete-from"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    exportFocus: {
        parameters: {
            query?: {
                /** @description Begin: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour. Default: 29 days before today. */
                from?: string;
                /** @description End, exclusive: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour; a day ends with it. Default: now. */
                to?: string;
                /** @description IANA time zone. Default: that of /v1/reporting, which is UTC until somebody settles another. */
                tz?: string;
                /** @description Length of a row's time. Default: total. */
                interval?: "15m" | "hour" | "day" | "week" | "month" | "total";
                /** @description Factors to compute with, one of /v1/factor-sets; "chosen": for each time the set that was in use then. Default: the organisation's. */
                factor_set?: string;
                /** @description Only this provider; repeat for several. */
                provider?: string[];
                /** @description Leave out this provider; repeat for several. */
                not_provider?: string[];
                /** @description Only this model; repeat for several. */
                model?: string[];
                /** @description Leave out this model; repeat for several. */
                not_model?: string[];
                /** @description Only this user; repeat for several. */
                user?: string[];
                /** @description Leave out this user; repeat for several. */
                not_user?: string[];
                /** @description Only this team; repeat for several. */
                team?: string[];
                /** @description Leave out this team; repeat for several. */
                not_team?: string[];
                /** @description Only this region; repeat for several. */
                region?: string[];
                /** @description Leave out this region; repeat for several. */
                not_region?: string[];
                /** @description Only this source; repeat for several. */
                source?: string[];
                /** @description Leave out this source; repeat for several. */
                not_source?: string[];
                /** @description Only this basis; repeat for several. */
                basis?: string[];
                /** @description Leave out this basis; repeat for several. */
                not_basis?: string[];
                /** @description Only this tier; repeat for several. */
                tier?: string[];
                /** @description Leave out this tier; repeat for several. */
                not_tier?: string[];
                /** @description Only this label, as NAME=VALUE; repeat for several. */
                label?: string[];
                /** @description Leave out this label, as NAME=VALUE; repeat for several. */
                not_label?: string[];
                /** @description csv (text guarded against formulas), or another of csv, ndjson, parquet, xlsx. Default: csv. */
                format?: "csv" | "ndjson" | "parquet" | "xlsx";
                /** @description How CSV is written: rfc4180; excel, the same with a byte order mark, which Excel knows UTF-8 by; excel-semicolon, also with semicolons and decimal commas, as Excel reads it where decimals have commas. Default: rfc4180. */
                csv_dialect?: "rfc4180" | "excel" | "excel-semicolon";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description From when the answer is whole: what was before has expired. Absent: it is whole. */
                    "x-complete-from"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/vnd.apache.parquet": string;
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": string;
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getToday: {
        parameters: {
            query?: {
                /** @description IANA time zone. Default: that of /v1/reporting, which is UTC until somebody settles another. */
                tz?: string;
                /** @description Only this person's use. */
                user_id?: string;
                /** @description Factors to compute with, one of /v1/factor-sets; "chosen": for each time the set that was in use then. Default: the organisation's. */
                factor_set?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description The factor set that the figures are computed with; of several, each once, in order of time. */
                    "x-factor-set"?: string;
                    /** @description true: the figures are of several sets, and a difference may be one of factors, not of use. Else false. */
                    "x-mixed-factor-sets"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        date: string;
                        org_id: string;
                        call_count: number;
                        kwh: number;
                        water_liters: number;
                        co2_kg: number;
                        top_providers: {
                            provider: string;
                            count: number;
                        }[];
                        top_models: {
                            model: string;
                            count: number;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getDaily: {
        parameters: {
            query?: {
                /** @description Begin: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour. Default: 29 days before today. */
                from?: string;
                /** @description End, exclusive: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour; a day ends with it. Default: now. */
                to?: string;
                /** @description IANA time zone. Default: that of /v1/reporting, which is UTC until somebody settles another. */
                tz?: string;
                /** @description Any of provider, model, user, with commas; at most two. */
                group_by?: string;
                /** @description Only this person's use. */
                user_id?: string;
                /** @description Factors to compute with, one of /v1/factor-sets; "chosen": for each time the set that was in use then. Default: the organisation's. */
                factor_set?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    /** @description The factor set that the figures are computed with; of several, each once, in order of time. */
                    "x-factor-set"?: string;
                    /** @description true: the figures are of several sets, and a difference may be one of factors, not of use. Else false. */
                    "x-mixed-factor-sets"?: string;
                    /** @description From when the answer is whole: what was before has expired. Absent: it is whole. */
                    "x-complete-from"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        org_id: string;
                        from: string;
                        to: string;
                        group_by: string[];
                        data: {
                            date: string;
                            provider: string | null;
                            model: string | null;
                            user_id: string | null;
                            call_count: number;
                            kwh: number;
                            water_liters: number;
                            co2_kg: number;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Begin: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour. Default: 29 days before today. */
                from?: string;
                /** @description End, exclusive: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour; a day ends with it. Default: now. */
                to?: string;
                /** @description IANA time zone. Default: that of /v1/reporting, which is UTC until somebody settles another. */
                tz?: string;
                /** @description Only this provider; repeat for several. */
                provider?: string[];
                /** @description Leave out this provider; repeat for several. */
                not_provider?: string[];
                /** @description Only this model; repeat for several. */
                model?: string[];
                /** @description Leave out this model; repeat for several. */
                not_model?: string[];
                /** @description Only this user; repeat for several. */
                user?: string[];
                /** @description Leave out this user; repeat for several. */
                not_user?: string[];
                /** @description Only this team; repeat for several. */
                team?: string[];
                /** @description Leave out this team; repeat for several. */
                not_team?: string[];
                /** @description Only this region; repeat for several. */
                region?: string[];
                /** @description Leave out this region; repeat for several. */
                not_region?: string[];
                /** @description Only this source; repeat for several. */
                source?: string[];
                /** @description Leave out this source; repeat for several. */
                not_source?: string[];
                /** @description Only this basis; repeat for several. */
                basis?: string[];
                /** @description Leave out this basis; repeat for several. */
                not_basis?: string[];
                /** @description Only this label, as NAME=VALUE; repeat for several. */
                label?: string[];
                /** @description Leave out this label, as NAME=VALUE; repeat for several. */
                not_label?: string[];
                /** @description Events a page. Default: 100. */
                limit?: number;
                /** @description `next` of the page before: the place in time where it ended. The rest of the question stays the same. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: {
                            ts: string;
                            id: string;
                            user_id: string;
                            team: string;
                            provider: string;
                            model: string;
                            model_reported: string;
                            region: string;
                            region_reported: string;
                            source: string;
                            tokens_basis: string;
                            /** @enum {unknown} */
                            tokens_in_basis: "reported" | "estimated" | "from_bytes" | "unknown";
                            /** @enum {unknown} */
                            tokens_out_basis: "reported" | "estimated" | "from_bytes" | "unknown";
                            /** @description null: unknown. */
                            tokens_in: number | null;
                            tokens_cached: number;
                            /** @description null: unknown. */
                            tokens_out: number | null;
                            tokens_out_ramp: number;
                            /** @description Uses that the event sums. */
                            requests: number;
                            /** @description Whether it sums several. */
                            aggregated: boolean;
                            revision: number;
                            service_tier: string;
                            /** @description Measured by the supplier; null: not measured. */
                            energy_wh: number | null;
                            energy_boundary: string;
                            labels: {
                                [key: string]: string;
                            };
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    exportEvents: {
        parameters: {
            query?: {
                /** @description Begin: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour. Default: 29 days before today. */
                from?: string;
                /** @description End, exclusive: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour; a day ends with it. Default: now. */
                to?: string;
                /** @description IANA time zone. Default: that of /v1/reporting, which is UTC until somebody settles another. */
                tz?: string;
                /** @description Only this provider; repeat for several. */
                provider?: string[];
                /** @description Leave out this provider; repeat for several. */
                not_provider?: string[];
                /** @description Only this model; repeat for several. */
                model?: string[];
                /** @description Leave out this model; repeat for several. */
                not_model?: string[];
                /** @description Only this user; repeat for several. */
                user?: string[];
                /** @description Leave out this user; repeat for several. */
                not_user?: string[];
                /** @description Only this team; repeat for several. */
                team?: string[];
                /** @description Leave out this team; repeat for several. */
                not_team?: string[];
                /** @description Only this region; repeat for several. */
                region?: string[];
                /** @description Leave out this region; repeat for several. */
                not_region?: string[];
                /** @description Only this source; repeat for several. */
                source?: string[];
                /** @description Leave out this source; repeat for several. */
                not_source?: string[];
                /** @description Only this basis; repeat for several. */
                basis?: string[];
                /** @description Leave out this basis; repeat for several. */
                not_basis?: string[];
                /** @description Only this label, as NAME=VALUE; repeat for several. */
                label?: string[];
                /** @description Leave out this label, as NAME=VALUE; repeat for several. */
                not_label?: string[];
                /** @description csv (text guarded against formulas), or another of csv, ndjson, parquet. Default: csv. */
                format?: "csv" | "ndjson" | "parquet";
                /** @description How CSV is written: rfc4180; excel, the same with a byte order mark, which Excel knows UTF-8 by; excel-semicolon, also with semicolons and decimal commas, as Excel reads it where decimals have commas. Default: rfc4180. */
                csv_dialect?: "rfc4180" | "excel" | "excel-semicolon";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getExport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the header X-Export-Id of the file's answer. */
                export_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        export_id: string;
                        requested_by: string;
                        query: {
                            operation: string;
                            parameters: Record<string, never>;
                        };
                        /** @enum {unknown} */
                        format: "csv" | "ndjson" | "parquet" | "xlsx";
                        /** @description Of several, each once; empty: the file holds no footprint. */
                        factor_set: string;
                        /** Format: date-time */
                        generated_at: string;
                        rows: number;
                        bytes: number;
                        sha256: string;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getFootprint: {
        parameters: {
            query?: {
                /** @description Factors to compute with, one of /v1/factor-sets that is whole. Default: the organisation's. */
                factor_set?: string;
            };
            header?: never;
            path: {
                /** @description The event's id. */
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        event: {
                            ts: string;
                            id: string;
                            user_id: string;
                            team: string;
                            provider: string;
                            model: string;
                            model_reported: string;
                            region: string;
                            region_reported: string;
                            source: string;
                            tokens_basis: string;
                            /** @enum {unknown} */
                            tokens_in_basis: "reported" | "estimated" | "from_bytes" | "unknown";
                            /** @enum {unknown} */
                            tokens_out_basis: "reported" | "estimated" | "from_bytes" | "unknown";
                            /** @description null: unknown. */
                            tokens_in: number | null;
                            tokens_cached: number;
                            /** @description null: unknown. */
                            tokens_out: number | null;
                            tokens_out_ramp: number;
                            /** @description Uses that the event sums. */
                            requests: number;
                            /** @description Whether it sums several. */
                            aggregated: boolean;
                            revision: number;
                            service_tier: string;
                            /** @description Measured by the supplier; null: not measured. */
                            energy_wh: number | null;
                            energy_boundary: string;
                            labels: {
                                [key: string]: string;
                            };
                        };
                        factor_set: string;
                        tier: string | null;
                        flags: string[];
                        kwh_it: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        kwh_facility: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        kgco2e_lb: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        kgco2e_mb: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        kgco2e_embodied: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        water_onsite_l: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        water_offsite_l: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        factors: {
                            id: string;
                            value: {
                                low: number;
                                central: number;
                                high: number;
                            };
                            unit: string;
                            year: string;
                            basis: string;
                            source: string;
                            licence: string;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    deleteEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The event's id. */
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    askSql: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    query: string;
                    parameters?: {
                        [key: string]: string | number;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        columns: {
                            name: string;
                            type: string;
                        }[];
                        rows: unknown[][];
                        elapsed_ms: number;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listSavedQueries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        queries: {
                            name: string;
                            query: string;
                            saved_by: string;
                            /** Format: date-time */
                            updated_at: string;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listSqlTables: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tables: {
                            name: string;
                            columns: {
                                name: string;
                                type: string;
                            }[];
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    putSavedQuery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What people call the query: letters, digits, blanks, dots, dashes. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    query: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        query: string;
                        saved_by: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    deleteSavedQuery: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description What people call the query: letters, digits, blanks, dots, dashes. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        name: string;
                        query: string;
                        saved_by: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listSqlAccounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        accounts: {
                            user: string;
                            name: string;
                            /** Format: date-time */
                            created_at: string;
                            /** @description Key id, person or command that made it; empty: not known, or the person was erased. */
                            created_by: string;
                            /** @enum {unknown} */
                            created_by_kind: "" | "api-key" | "jwt" | "session" | "command";
                            expires_at: string | null;
                            revoked_at: string | null;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    createSqlAccount: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    expires_in_days?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: string;
                        name: string;
                        /** Format: date-time */
                        created_at: string;
                        /** @description Key id, person or command that made it; empty: not known, or the person was erased. */
                        created_by: string;
                        /** @enum {unknown} */
                        created_by_kind: "" | "api-key" | "jwt" | "session" | "command";
                        expires_at: string | null;
                        revoked_at: string | null;
                        password: string;
                        database: string;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    revokeSqlAccount: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The account's user. */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user: string;
                        name: string;
                        /** Format: date-time */
                        created_at: string;
                        /** @description Key id, person or command that made it; empty: not known, or the person was erased. */
                        created_by: string;
                        /** @enum {unknown} */
                        created_by_kind: "" | "api-key" | "jwt" | "session" | "command";
                        expires_at: string | null;
                        revoked_at: string | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    estimate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description As an event has it, and resolved in the same way; so are model and region. */
                    provider: string;
                    model: string;
                    tokens_in: number;
                    tokens_cached?: number;
                    tokens_out: number;
                    region?: string | null;
                    /** @enum {unknown} */
                    cloud?: "aws" | "gcp" | "azure";
                    factor_set?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        factor_set: string;
                        tier: string | null;
                        flags: string[];
                        kwh_it: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        kwh_facility: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        kgco2e_lb: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        kgco2e_mb: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        kgco2e_embodied: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        water_onsite_l: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        water_offsite_l: {
                            low: number;
                            central: number;
                            high: number;
                        } | null;
                        factors: {
                            id: string;
                            value: {
                                low: number;
                                central: number;
                                high: number;
                            };
                            unit: string;
                            year: string;
                            basis: string;
                            source: string;
                            licence: string;
                        }[];
                        /** @description What could not be used and was left out, as at the edge. */
                        warnings: {
                            reason: string;
                            pointer: string;
                            allowed?: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listFactors: {
        parameters: {
            query?: {
                /** @description Factors to compute with, one of /v1/factor-sets that is whole. Default: the organisation's. */
                factor_set?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        factor_set: string;
                        hash: string;
                        models: {
                            model: string;
                            provider: string;
                            tier: string;
                            /** @description Of the energy of output and of input. */
                            unit: string;
                            wh_it_per_1k_output: {
                                low: number;
                                central: number;
                                high: number;
                            };
                            wh_it_per_1k_input: {
                                low: number;
                                central: number;
                                high: number;
                            };
                            /** @description Whether long answers cost more a token: see the constant `ramp`. */
                            ramp: boolean;
                            basis: string;
                            date: string;
                            source: string;
                            derivation: string;
                            licence: string;
                            /** @description Output by the upper school, for auditors: no figure is computed with it. */
                            conservative_high?: {
                                id: string;
                                value: {
                                    low: number;
                                    central: number;
                                    high: number;
                                };
                                unit: string;
                                year: string;
                                basis: string;
                                source: string;
                                licence: string;
                            };
                        }[];
                        grids: {
                            grid: string;
                            name: string;
                            gco2e_per_kwh: number;
                            /** @description Of `gco2e_per_kwh`, as are year, basis, source and licence. */
                            unit: string;
                            year: number;
                            basis: string;
                            source: string;
                            licence: string;
                            ewif_l_per_kwh: number;
                            /** @description Water at power plants: `ewif_l_per_kwh` with a source of its own. */
                            ewif: {
                                id: string;
                                value: {
                                    low: number;
                                    central: number;
                                    high: number;
                                };
                                unit: string;
                                year: string;
                                basis: string;
                                source: string;
                                licence: string;
                            };
                            /** @description The cloud region's own, where it is published; else its host's. */
                            pue?: {
                                id: string;
                                value: {
                                    low: number;
                                    central: number;
                                    high: number;
                                };
                                unit: string;
                                year: string;
                                basis: string;
                                source: string;
                                licence: string;
                            };
                            /** @description As pue. */
                            wue?: {
                                id: string;
                                value: {
                                    low: number;
                                    central: number;
                                    high: number;
                                };
                                unit: string;
                                year: string;
                                basis: string;
                                source: string;
                                licence: string;
                            };
                            /** @description Of generation alone, as it was published, where `gco2e_per_kwh` is made of that. */
                            direct_gco2e_per_kwh?: number;
                            /** @description What events of earlier years have, the oldest first: each from its year on. */
                            older?: {
                                year: number;
                                gco2e_per_kwh: number;
                            }[];
                            /** @description Of an area in which the supplier chooses: the grids that it may be. */
                            spread?: {
                                id: string;
                                value: {
                                    low: number;
                                    central: number;
                                    high: number;
                                };
                                unit: string;
                                year: string;
                                basis: string;
                                source: string;
                                licence: string;
                            };
                        }[];
                        hosts: {
                            host: string;
                            /** @description Stands for a place that is not known. */
                            usual_grid: string;
                            pue: {
                                id: string;
                                value: {
                                    low: number;
                                    central: number;
                                    high: number;
                                };
                                unit: string;
                                year: string;
                                basis: string;
                                source: string;
                                licence: string;
                            };
                            wue: {
                                id: string;
                                value: {
                                    low: number;
                                    central: number;
                                    high: number;
                                };
                                unit: string;
                                year: string;
                                basis: string;
                                source: string;
                                licence: string;
                            };
                            /** @description Where the supplier publishes one. */
                            market_based?: {
                                id: string;
                                value: {
                                    low: number;
                                    central: number;
                                    high: number;
                                };
                                unit: string;
                                year: string;
                                basis: string;
                                source: string;
                                licence: string;
                            };
                            /** @description Carbon of the grids that it may be where the place is not known. */
                            guess?: {
                                id: string;
                                value: {
                                    low: number;
                                    central: number;
                                    high: number;
                                };
                                unit: string;
                                year: string;
                                basis: string;
                                source: string;
                                licence: string;
                            };
                        }[];
                        constants: {
                            id: string;
                            value: {
                                low: number;
                                central: number;
                                high: number;
                            };
                            unit: string;
                            year: string;
                            basis: string;
                            source: string;
                            licence: string;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listFactorSets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        factor_sets: {
                            factor_set: string;
                            hash: string;
                            loaded_at: string;
                            /** @description Its names, sources and licences are kept: /v1/footprint, /v1/estimate and /v1/factors answer by it. */
                            whole: boolean;
                        }[];
                        /** @description What answers are computed with where no set is named. */
                        chosen: string;
                        /** @description The organisation's own, the newest first; null: it follows the installation's. */
                        choices: {
                            factor_set: string | null;
                            /** Format: date-time */
                            chosen_at: string;
                            chosen_by: string;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    chooseFactorSet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description One of /v1/factor-sets that is whole. */
                factor_set: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        chosen: string;
                        choices: {
                            factor_set: string | null;
                            /** Format: date-time */
                            chosen_at: string;
                            chosen_by: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    followFactorSets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        chosen: string;
                        choices: {
                            factor_set: string | null;
                            /** Format: date-time */
                            chosen_at: string;
                            chosen_by: string;
                        }[];
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getAccounting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        org_id: string;
                        records_read: number;
                        stored: number;
                        duplicates: number;
                        dead_letters: number;
                        erased: number;
                        in_flight: number | null;
                        in_flight_estimated: boolean;
                        in_events: number;
                        dead_letters_kept: number;
                        last_published_at: string | null;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listDeadLetters: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        dead_letters: {
                            reason: string;
                            stage: string;
                            count: number;
                            first_at: string;
                            last_at: string;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getPipeline: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        minutes: {
                            minute: string;
                            records_read: number;
                            stored: number;
                            duplicates: number;
                            dead_letters: number;
                            erased: number;
                            freshness_ms_max: number;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listDimensions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        providers: string[];
                        models: string[];
                        teams: string[];
                        regions: string[];
                        sources: string[];
                        labels: string[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getRecorded: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        from: string | null;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        org_id: string;
                        id: string;
                        kind: string;
                        role: string;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        keys: {
                            key_id: string;
                            name: string;
                            scopes: string[];
                            /** Format: date-time */
                            created_at: string;
                            /** @description Key id, person or command that made it; empty: not known, or the person was erased. */
                            created_by: string;
                            /** @enum {unknown} */
                            created_by_kind: "" | "api-key" | "jwt" | "session" | "command";
                            expires_at: string | null;
                            revoked_at: string | null;
                            /** @description To the minute; null: never. */
                            last_used_at: string | null;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    createKey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    scopes: ("ingest" | "backfill" | "read" | "admin")[];
                    expires_in_days?: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: string;
                        key_id: string;
                        name: string;
                        scopes: string[];
                        /** Format: date-time */
                        created_at: string;
                        /** @description Key id, person or command that made it; empty: not known, or the person was erased. */
                        created_by: string;
                        /** @enum {unknown} */
                        created_by_kind: "" | "api-key" | "jwt" | "session" | "command";
                        expires_at: string | null;
                        revoked_at: string | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    rotateKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key: string;
                        key_id: string;
                        name: string;
                        scopes: string[];
                        /** Format: date-time */
                        created_at: string;
                        /** @description Key id, person or command that made it; empty: not known, or the person was erased. */
                        created_by: string;
                        /** @enum {unknown} */
                        created_by_kind: "" | "api-key" | "jwt" | "session" | "command";
                        expires_at: string | null;
                        revoked_at: string | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id. */
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        key_id: string;
                        name: string;
                        scopes: string[];
                        /** Format: date-time */
                        created_at: string;
                        /** @description Key id, person or command that made it; empty: not known, or the person was erased. */
                        created_by: string;
                        /** @enum {unknown} */
                        created_by_kind: "" | "api-key" | "jwt" | "session" | "command";
                        expires_at: string | null;
                        revoked_at: string | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Days that events are kept; null: for good. */
                        raw_retention_days: number | null;
                        /** @description Days that the history by quarter hour is kept, not fewer than the events; null: for good. */
                        rollup_retention_days: number | null;
                        /** @description Persons that an answer about persons is at least about; 1: any. */
                        minimum_group_size: number;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    putSettings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description Days that events are kept; null: for good. */
                    raw_retention_days: number | null;
                    /** @description Days that the history by quarter hour is kept, not fewer than the events; null: for good. */
                    rollup_retention_days: number | null;
                    /** @description Persons that an answer about persons is at least about; 1: any. */
                    minimum_group_size: number;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Days that events are kept; null: for good. */
                        raw_retention_days: number | null;
                        /** @description Days that the history by quarter hour is kept, not fewer than the events; null: for good. */
                        rollup_retention_days: number | null;
                        /** @description Persons that an answer about persons is at least about; 1: any. */
                        minimum_group_size: number;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    previewSettings: {
        parameters: {
            query?: {
                /** @description Days that events would be kept. Default: for good. */
                raw_retention_days?: number;
                /** @description Days that history would be kept. Default: for good. */
                rollup_retention_days?: number;
                /** @description Persons that an answer about persons would at least be about. Default: 1. */
                minimum_group_size?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Events that would be deleted. */
                        events: number;
                        /** @description Requests whose history by quarter hour would be deleted. */
                        history_requests: number;
                        /** @description Active in the last 28 days. */
                        people: number;
                        teams: number;
                        /** @description Teams that would be told as one. */
                        teams_combined: number;
                        /** @description All persons together are too few. */
                        answers_suppressed: boolean;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getReporting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description IANA time zone of answers and files whose request names none with `tz`, and of pages until a viewer chooses another. null: UTC, on pages that of each browser. */
                        zone: string | null;
                        /** @description Of the dashboards, until a viewer chooses another; null: that of each browser. */
                        language: ("en" | "de") | null;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    putReporting: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @description IANA time zone of answers and files whose request names none with `tz`, and of pages until a viewer chooses another. null: UTC, on pages that of each browser. */
                    zone: string | null;
                    /** @description Of the dashboards, until a viewer chooses another; null: that of each browser. */
                    language: ("en" | "de") | null;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description IANA time zone of answers and files whose request names none with `tz`, and of pages until a viewer chooses another. null: UTC, on pages that of each browser. */
                        zone: string | null;
                        /** @description Of the dashboards, until a viewer chooses another; null: that of each browser. */
                        language: ("en" | "de") | null;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listNameMappings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        mappings: {
                            mapping_id: string;
                            /**
                             * @description What the name is reported as.
                             * @enum {unknown}
                             */
                            kind: "model" | "provider" | "region";
                            /** @description As clients report it: a deployment, an ARN, an alias, a path. Case makes no difference. */
                            name: string;
                            /** @description Of a model: only where it is reported with this provider. null: with any. */
                            provider: string | null;
                            /** @description What use counts as; null: as reported. */
                            to: {
                                provider: string | null;
                                model: string | null;
                                region: string | null;
                            };
                            /** Format: date-time */
                            updated_at: string;
                            updated_by: string;
                        }[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    putNameMapping: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /**
                     * @description What the name is reported as.
                     * @enum {unknown}
                     */
                    kind: "model" | "provider" | "region";
                    /** @description As clients report it: a deployment, an ARN, an alias, a path. Case makes no difference. */
                    name: string;
                    /** @description Of a model: only where it is reported with this provider. null: with any. */
                    provider?: string | null;
                    to: {
                        provider?: string | null;
                        model?: string | null;
                        region?: string | null;
                    };
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        mapping: {
                            mapping_id: string;
                            /**
                             * @description What the name is reported as.
                             * @enum {unknown}
                             */
                            kind: "model" | "provider" | "region";
                            /** @description As clients report it: a deployment, an ARN, an alias, a path. Case makes no difference. */
                            name: string;
                            /** @description Of a model: only where it is reported with this provider. null: with any. */
                            provider: string | null;
                            /** @description What use counts as; null: as reported. */
                            to: {
                                provider: string | null;
                                model: string | null;
                                region: string | null;
                            };
                            /** Format: date-time */
                            updated_at: string;
                            updated_by: string;
                        };
                        /** @description What the factor set makes of it now; null: as reported. */
                        counts_as: {
                            provider: string | null;
                            model: string | null;
                            model_known: boolean | null;
                            region: string | null;
                        };
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    deleteNameMapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description From the list of mappings. */
                mapping_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        mapping: {
                            mapping_id: string;
                            /**
                             * @description What the name is reported as.
                             * @enum {unknown}
                             */
                            kind: "model" | "provider" | "region";
                            /** @description As clients report it: a deployment, an ARN, an alias, a path. Case makes no difference. */
                            name: string;
                            /** @description Of a model: only where it is reported with this provider. null: with any. */
                            provider: string | null;
                            /** @description What use counts as; null: as reported. */
                            to: {
                                provider: string | null;
                                model: string | null;
                                region: string | null;
                            };
                            /** Format: date-time */
                            updated_at: string;
                            updated_by: string;
                        };
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listUnrecognisedNames: {
        parameters: {
            query?: {
                /** @description Begin: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour. Default: 29 days before today. */
                from?: string;
                /** @description End, exclusive: a day such as 2026-03-29, midnight in the time zone, or an RFC 3339 time; cut to the quarter hour; a day ends with it. Default: now. */
                to?: string;
                /** @description IANA time zone. Default: that of /v1/reporting, which is UTC until somebody settles another. */
                tz?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from: string;
                        /** Format: date-time */
                        to: string;
                        models: {
                            names: {
                                /** @description As it was reported. */
                                name: string;
                                /** @description With which it was reported; null: it is one. */
                                provider: string | null;
                                requests: number;
                                /** Format: date-time */
                                first_at: string;
                                /** Format: date-time */
                                last_at: string;
                                /** @description Of a model: a known one whose name it holds. */
                                suggestion?: string | null;
                            }[];
                            /** @description Names beyond those that are listed. */
                            more: number;
                        };
                        providers: {
                            names: {
                                /** @description As it was reported. */
                                name: string;
                                /** @description With which it was reported; null: it is one. */
                                provider: string | null;
                                requests: number;
                                /** Format: date-time */
                                first_at: string;
                                /** Format: date-time */
                                last_at: string;
                                /** @description Of a model: a known one whose name it holds. */
                                suggestion?: string | null;
                            }[];
                            /** @description Names beyond those that are listed. */
                            more: number;
                        };
                        regions: {
                            names: {
                                /** @description As it was reported. */
                                name: string;
                                /** @description With which it was reported; null: it is one. */
                                provider: string | null;
                                requests: number;
                                /** Format: date-time */
                                first_at: string;
                                /** Format: date-time */
                                last_at: string;
                                /** @description Of a model: a known one whose name it holds. */
                                suggestion?: string | null;
                            }[];
                            /** @description Names beyond those that are listed. */
                            more: number;
                        };
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    eraseUser: {
        parameters: {
            query?: {
                /** @description Also revoke the API keys and SQL accounts that the person made, and those that were made with these. Default: false. */
                end_keys?: boolean;
            };
            header?: never;
            path: {
                /** @description The person's pseudonym. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user_id: string;
                        /** @enum {unknown} */
                        state: "requested" | "running" | "done";
                        /** Format: date-time */
                        requested_at: string;
                        /** Format: date-time */
                        updated_at: string;
                        /** @description API keys and SQL accounts that the person made and that were still valid. */
                        keys: {
                            key_id: string;
                            name: string;
                            scopes: string[];
                            revoked: boolean;
                        }[];
                        /** @description Persons of events and of the list of members whose names differ from this one by case or by the way that Unicode writes a letter alone: they are not erased. */
                        other_spellings: string[];
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    getErasure: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's pseudonym. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user_id: string;
                        /** @enum {unknown} */
                        state: "requested" | "running" | "done";
                        /** Format: date-time */
                        requested_at: string;
                        /** Format: date-time */
                        updated_at: string;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    exportUser: {
        parameters: {
            query?: {
                /** @description csv (text guarded against formulas), or another of csv, ndjson, parquet. Default: csv. */
                format?: "csv" | "ndjson" | "parquet";
                /** @description How CSV is written: rfc4180; excel, the same with a byte order mark, which Excel knows UTF-8 by; excel-semicolon, also with semicolons and decimal commas, as Excel reads it where decimals have commas. Default: rfc4180. */
                csv_dialect?: "rfc4180" | "excel" | "excel-semicolon";
            };
            header?: never;
            path: {
                /** @description The person's pseudonym. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                    "application/x-ndjson": string;
                    "application/vnd.apache.parquet": string;
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listMembers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        members: {
                            user_id: string;
                            /** @enum {unknown} */
                            role: "owner" | "admin" | "analyst" | "viewer" | "billing";
                            team: string;
                            active: boolean;
                            /** @description Valid API keys and SQL accounts that the person made, or that were made with one of these. */
                            keys: number;
                        }[];
                        /** @description Owners whom only the identity provider names. Nobody but an owner gives them another role or takes theirs. */
                        claimed_owners: string[];
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    putMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The person's pseudonym. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {unknown} */
                    role: "owner" | "admin" | "analyst" | "viewer" | "billing";
                    team?: string;
                };
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user_id: string;
                        /** @enum {unknown} */
                        role: "owner" | "admin" | "analyst" | "viewer" | "billing";
                        team: string;
                        active: boolean;
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    removeMember: {
        parameters: {
            query?: {
                /** @description Also revoke the API keys and SQL accounts that the person made, and those that were made with these. Default: false. */
                end_keys?: boolean;
            };
            header?: never;
            path: {
                /** @description The person's pseudonym. */
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        user_id: string;
                        /** @enum {unknown} */
                        role: "owner" | "admin" | "analyst" | "viewer" | "billing";
                        team: string;
                        active: boolean;
                        /** @description API keys and SQL accounts that the person made and that were still valid. */
                        keys: {
                            key_id: string;
                            name: string;
                            scopes: string[];
                            revoked: boolean;
                        }[];
                    };
                };
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
    listAudit: {
        parameters: {
            query?: {
                /** @description Entries. Default: 100. */
                limit?: number;
                /** @description `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        entries: {
                            at: string;
                            actor: string;
                            actor_kind: string;
                            action: string;
                            target: string;
                            outcome: string;
                            /** @description Code of the problem that it was refused or failed with; empty: it is done, or older than codes in this log. */
                            code: string;
                            /** @description What was settled before; null: nothing, or the act tells none. */
                            before: Record<string, never> | null;
                            /** @description What is settled since; null: nothing, or the act tells none. */
                            after: Record<string, never> | null;
                            address: string;
                            request_id: string;
                        }[];
                        next: string | null;
                    };
                };
            };
            /** @description Not changed since the entity tag of `If-None-Match` */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Refused400"];
            401: components["responses"]["Refused401"];
            403: components["responses"]["Refused403"];
            404: components["responses"]["Refused404"];
            408: components["responses"]["Refused408"];
            409: components["responses"]["Refused409"];
            413: components["responses"]["Refused413"];
            421: components["responses"]["Refused421"];
            422: components["responses"]["Refused422"];
            429: components["responses"]["Refused429"];
            431: components["responses"]["Refused431"];
            500: components["responses"]["Refused500"];
            503: components["responses"]["Refused503"];
        };
    };
}
