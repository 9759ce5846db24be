/**
 * How a person is named inside of texts, for statements of the engine. Its regular expressions (RE2) are written as
 * parameters, since nothing in them must be escaped then: `{named:String}`, `{inner:String}` and so on of `patterns`.
 */

const jsonString = String.raw`"(?:[^"\\]|\\.)*"`;
/** A member of a JSON object that names persons: of an event, or of what an export was asked. */
const namedMember = String.raw`"(?:user_id|user|not_user)"\s*:\s*(?:${jsonString}|\[\s*(?:${jsonString}\s*,?\s*)*\])`;
/** Literals and comments of SQL; quoted names, so that their quotes begin no literal. */
const literalOrComment = String.raw`'(?:[^'\\]|\\.|'')*'|--[^\n]*|#[^\n]*|/\*(?:[^*]|\*+[^*/])*\*+/`;

/** Of a pseudonym as a word: what may stand in one does not stand before or behind it; a full stop may, of a sentence. */
const before = String.raw`(^|[^\pL\pN_@.+-])`;
const behind = String.raw`([^\pL\pN_@.+-]|\.[^\pL\pN_]|\.$|$)`;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/** The parameters that the expressions below need for one person. */
export function patternsOf(userId: string): Readonly<Record<string, string>> {
  // As SQL writes it within quotes: an apostrophe twice, or behind a backslash.
  const spellings = [
    userId,
    userId.replaceAll("'", "''"),
    userId.replaceAll("\\", "\\\\"),
    userId.replaceAll("\\", "\\\\").replaceAll("'", "\\'"),
  ];
  return {
    ...jsonPatterns,
    literal: `^(?:${literalOrComment})$`,
    sql_pieces: String.raw`${literalOrComment}|"(?:[^"\\]|\\.)*"|${"`"}(?:[^${"`"}\\]|\\.)*${"`"}|[^'"${"`"}/#-]+|\C`,
    word: `${before}(?:${[...new Set(spellings)].map(escaped).join("|")})${behind}`,
  };
}

/** Those of them that are the same for all persons. */
export const jsonPatterns: Readonly<Record<string, string>> = {
  named: namedMember,
  // What is no such member is left as it is, piece by piece; \C is a byte that is no UTF-8, too.
  json_pieces: String.raw`${namedMember}|[^"]+|\C`,
  json_string: jsonString,
  inner: String.raw`${jsonString}|[^"]+|\C`,
  org_member: String.raw`"org_id"\s*:\s*"([^"\\]*)"`,
};

/** Whom a text of JSON, whole or broken off, names as a person: an array. Escapes are read, however they were written. */
export const personsIn = (text: string): string =>
  `arrayFlatten(arrayMap(t -> arrayMap(s -> JSONExtractString(concat('[', s, ']'), 1), extractAll(substring(t, position(t, ':')), {json_string:String})), extractAll(${text}, {named:String})))`;

/** A text of JSON without the name of `{user:String}` where it names persons, and only there: every other byte stays. */
export const withoutPerson = (text: string): string =>
  `arrayStringConcat(arrayMap(t -> if(match(t, concat('^', {named:String})),
     concat(substring(t, 1, position(t, ':')), arrayStringConcat(arrayMap(s -> if(startsWith(s, '"') AND JSONExtractString(concat('[', s, ']'), 1) = {user:String}, '""', s), extractAll(substring(t, position(t, ':') + 1), {inner:String})))),
     t), extractAll(${text}, {json_pieces:String})))`;

/** The organisation that a text of JSON names; empty: none. */
export const orgIn = (text: string): string => `extract(${text}, {org_member:String})`;

/** Whether a statement of SQL names the person as a word of a literal or of a comment. */
export const isInSql = (text: string): string =>
  `arrayExists(t -> match(t, {literal:String}) AND match(t, {word:String}), extractAll(${text}, {sql_pieces:String}))`;

/** The statement without that word; twice, since two that stand side by side share what is between them. */
export const sqlWithoutPerson = (text: string): string =>
  `arrayStringConcat(arrayMap(t -> if(match(t, {literal:String}), replaceRegexpAll(replaceRegexpAll(t, {word:String}, '\\\\1\\\\2'), {word:String}, '\\\\1\\\\2'), t), extractAll(${text}, {sql_pieces:String})))`;
