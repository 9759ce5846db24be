/** What an analyst is told of an error of the engine: our own sentence, and at most names from the statement itself. */
export interface Refusal {
  readonly detail: string;
  /** As ClickHouse calls the code. */
  readonly name: string;
}

type Kind = readonly [name: string, sentence: string, named?: RegExp];

const unreadable = "A value cannot be read as the type that is asked for.";
const inFunction = /(?:function|operator) [`']?([\w.]{1,100})/i;
const inQuotes = /[`']([^`']{1,100})[`']/;

/**
 * Codes of ClickHouse that analysts meet, and what they mean. The engine's own text may hold values of rows, addresses,
 * paths and its version, so that none of it is passed on. A third entry finds a name in it, which is told only where the
 * statement itself has it.
 */
const kinds: Readonly<Record<number, Kind>> = {
  6: ["CANNOT_PARSE_TEXT", unreadable],
  10: ["NOT_FOUND_COLUMN_IN_BLOCK", "There is no such column."],
  16: ["NO_SUCH_COLUMN_IN_TABLE", "There is no such column", inQuotes],
  27: ["CANNOT_PARSE_INPUT_ASSERTION_FAILED", unreadable],
  32: ["ATTEMPT_TO_READ_AFTER_EOF", unreadable],
  36: ["BAD_ARGUMENTS", "A function does not take these arguments", inFunction],
  38: ["CANNOT_PARSE_DATE", unreadable],
  41: ["CANNOT_PARSE_DATETIME", unreadable],
  42: ["NUMBER_OF_ARGUMENTS_DOESNT_MATCH", "A function is given too few or too many arguments", inFunction],
  43: ["ILLEGAL_TYPE_OF_ARGUMENT", "A function does not take arguments of these types", inFunction],
  44: ["ILLEGAL_COLUMN", "A function does not take such a column", inFunction],
  46: ["UNKNOWN_FUNCTION", "There is no such function", inFunction],
  47: ["UNKNOWN_IDENTIFIER", "There is no such column or alias", inQuotes],
  48: ["NOT_IMPLEMENTED", "The engine cannot do this."],
  50: ["UNKNOWN_TYPE", "There is no such type."],
  53: ["TYPE_MISMATCH", "The types do not match."],
  60: ["UNKNOWN_TABLE", "There is no such table", inQuotes],
  63: ["UNKNOWN_AGGREGATE_FUNCTION", "There is no such aggregate function", inFunction],
  69: ["ARGUMENT_OUT_OF_BOUND", "An argument is out of bounds."],
  70: ["CANNOT_CONVERT_TYPE", "A value cannot be converted to the type that is asked for."],
  72: ["CANNOT_PARSE_NUMBER", unreadable],
  81: ["UNKNOWN_DATABASE", "There is no such database."],
  125: ["INCORRECT_RESULT_OF_SCALAR_SUBQUERY", "A subquery that stands for one value gives several rows."],
  128: ["TOO_LARGE_ARRAY_SIZE", "An array grows too large."],
  131: ["TOO_LARGE_STRING_SIZE", "A text grows too large."],
  133: ["AGGREGATE_FUNCTION_DOESNT_ALLOW_PARAMETERS", "An aggregate function takes no parameters", inFunction],
  134: ["PARAMETERS_TO_AGGREGATE_FUNCTIONS_MUST_BE_LITERALS", "Parameters of an aggregate function must be literals."],
  135: ["ZERO_ARRAY_OR_TUPLE_INDEX", "Elements are counted from 1."],
  153: ["ILLEGAL_DIVISION", "A whole number is divided by zero."],
  179: ["MULTIPLE_EXPRESSIONS_FOR_ALIAS", "An alias is given twice", inQuotes],
  182: ["ILLEGAL_PREWHERE", "PREWHERE is not available: write WHERE."],
  184: ["ILLEGAL_AGGREGATION", "An aggregate function stands where none may."],
  190: ["SIZES_OF_ARRAYS_DONT_MATCH", "The arrays are not of the same length."],
  207: ["AMBIGUOUS_IDENTIFIER", "A name could mean several columns", inQuotes],
  215: ["NOT_AN_AGGREGATE", "A column is neither aggregated nor in GROUP BY", inQuotes],
  258: ["UNION_ALL_RESULT_STRUCTURES_MISMATCH", "The parts of a UNION have different columns."],
  349: ["CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN", "NULL cannot be converted to a type without NULL."],
  352: ["AMBIGUOUS_COLUMN_NAME", "A name could mean several columns", inQuotes],
  386: ["NO_COMMON_TYPE", "The values have no type in common."],
  394: ["QUERY_WAS_CANCELLED", "The statement was ended by KILL QUERY."],
  395: ["FUNCTION_THROW_IF_VALUE_IS_NON_ZERO", "throwIf has ended the statement."],
  403: ["INVALID_JOIN_ON_EXPRESSION", "The condition of a JOIN cannot be used."],
  407: ["DECIMAL_OVERFLOW", "A decimal number overflows."],
  427: ["CANNOT_COMPILE_REGEXP", "A regular expression cannot be read."],
  440: ["INVALID_LIMIT_EXPRESSION", "LIMIT and OFFSET take whole numbers."],
  452: ["SETTING_CONSTRAINT_VIOLATION", "A setting asks for more than may be", /[Ss]etting [`']?(\w{1,100})/],
  497: ["ACCESS_DENIED", "It names a table or column that is not published."],
  691: ["UNKNOWN_ELEMENT_OF_ENUM", "A value is none of the enumeration's."],
};

/** The engine refuses a statement that was judged harmless. */
export function refusalOfRun(code: number, message: string, statement: string): Refusal {
  const [name, sentence, named] = kinds[code] ?? ["UNKNOWN_EXCEPTION", "The engine cannot run the statement."];
  if (named === undefined) return { name, detail: sentence };
  const found = nameIn(message, named, statement);
  return { name, detail: found === undefined ? `${sentence}.` : `${sentence}: ${found}.` };
}

/**
 * The engine cannot read a statement.
 * @param originOf of a byte in what it was given, counted from 0, where that stands in the statement
 */
export function refusalOfReading(
  code: number,
  message: string,
  statement: string,
  originOf: (byte: number) => number,
): Refusal {
  switch (code) {
    case 62:
      return { name: "SYNTAX_ERROR", detail: syntaxError(message, statement, originOf) };
    case 456: {
      const parameter = nameIn(message, inQuotes, statement);
      return {
        name: "UNKNOWN_QUERY_PARAMETER",
        detail: `A parameter has no value${parameter ? `: ${parameter}` : ""}.`,
      };
    }
    case 457: {
      const parameter = nameIn(message, /for query parameter [`'](\w{1,64})[`']/, statement);
      return {
        name: "BAD_QUERY_PARAMETER",
        detail: `A parameter's value is not of its type${parameter ? `: ${parameter}` : ""}.`,
      };
    }
    case 50:
      return { name: "UNKNOWN_TYPE", detail: "There is no such type." };
    case 167:
    case 168:
    case 306:
      return { name: "TOO_BIG_AST", detail: "The statement is too long or too deeply nested." };
    default:
      return { name: "BAD_ARGUMENTS", detail: "The statement cannot be read." };
  }
}

/** A name that the engine's text gives and the statement has, whole or without what stands before its last dot. */
function nameIn(message: string, pattern: RegExp, statement: string): string | undefined {
  const name = pattern.exec(message)?.[1];
  const has = (text: string): boolean => text !== "" && statement.toLowerCase().includes(text.toLowerCase());
  return [name, name?.slice(name.lastIndexOf(".") + 1)].find((text) => text !== undefined && has(text));
}

/** Where the engine stopped reading, in the statement itself, and what it would have taken there. */
function syntaxError(message: string, statement: string, originOf: (byte: number) => number): string {
  if (message.includes("Max query size exceeded")) return "The statement is too long.";
  // The engine counts from 1.
  const position = originOf(Number(/failed at position (\d+)/.exec(message)?.[1] ?? Number.NaN) - 1) + 1;
  if (!(position >= 1)) return "Syntax error.";
  const before = Buffer.from(statement)
    .subarray(0, position - 1)
    .toString();
  const line = before.split("\n").length;
  const column = [...before.slice(before.lastIndexOf("\n") + 1)].length + 1;
  const begin = message.lastIndexOf("Expected one of: ");
  const listed = begin < 0 ? "" : message.slice(begin + "Expected one of: ".length);
  const expected = listed
    .slice(0, listed.lastIndexOf(". ("))
    .split(", ")
    .filter((item) => /^[A-Za-z][A-Za-z ]{0,60}$/.test(item))
    .slice(0, 20);
  const where = `Syntax error at line ${line}, column ${column}`;
  return expected.length === 0 ? `${where}.` : `${where}: expected one of ${expected.join(", ")}.`;
}
