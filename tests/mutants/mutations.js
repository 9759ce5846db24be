import { parseSync, Visitor } from "oxc-parser";

/**
 * @typedef {object} Mutation
 * @property {number} start first character that is replaced
 * @property {number} end
 * @property {string} text what stands there instead
 * @property {number} line from 1
 */

/** @type {Readonly<Record<string, readonly string[]>>} */
const operators = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "+=": ["-="],
  "-=": ["+="],
};

/** @type {Readonly<Record<string, string>>} */
const methods = { some: "every", every: "some", min: "max", max: "min", floor: "ceil", ceil: "floor" };

/**
 * Every small change of a source that a test should notice: operators, bounds, conditions, numbers, and calls for their
 * effect. What only a person reads, the text of an error or of documentation, is left alone.
 * @param {string} source TypeScript
 * @returns {Mutation[]}
 */
export function mutationsOf(source) {
  const { program, errors } = parseSync("source.ts", source);
  if (errors.length > 0) throw new Error("the source has a syntax error");
  /** @type {Mutation[]} */
  const found = [];
  /** Places of types, of which nothing is left at run time. @type {[start: number, end: number][]} */
  const types = [];
  /** @param {number} start @param {number} end @param {string} text */
  const replace = (start, end, text) => {
    if (source.slice(start, end) === text) return;
    found.push({ start, end, text, line: source.slice(0, start).split("\n").length });
  };
  /** @param {{ start: number, end: number }} node */
  const textOf = ({ start, end }) => source.slice(start, end);
  /** @param {{ operator: string, left: { end: number }, right: { start: number } }} node */
  const swapOperator = ({ operator, left, right }) => {
    const at = source.indexOf(operator, left.end);
    if (at < 0 || at >= right.start) return;
    for (const other of operators[operator] ?? []) replace(at, at + operator.length, other);
  };
  /** @param {{ start: number, end: number }} test */
  const decide = (test) => {
    for (const value of ["true", "false"]) replace(test.start, test.end, value);
  };
  new Visitor({
    BinaryExpression: swapOperator,
    LogicalExpression(node) {
      if (node.operator === "??") replace(node.start, node.end, textOf(node.left));
      else swapOperator(node);
    },
    AssignmentExpression: swapOperator,
    ConditionalExpression: ({ test }) => decide(test),
    IfStatement: ({ test }) => decide(test),
    UnaryExpression({ operator, argument, start, end }) {
      if (operator === "!" || operator === "-") replace(start, end, textOf(argument));
    },
    TSLiteralType: ({ start, end }) => void types.push([start, end]),
    Literal({ value, start, end }) {
      if (typeof value === "number") replace(start, end, String(value + 1));
      if (typeof value === "boolean") replace(start, end, String(!value));
    },
    MemberExpression({ property, computed }) {
      const other = computed || property.type !== "Identifier" ? undefined : methods[property.name];
      if (other !== undefined) replace(property.start, property.end, other);
    },
    ExpressionStatement({ expression, start, end }) {
      const call = expression.type === "AwaitExpression" ? expression.argument : expression;
      if (call.type === "CallExpression" && textOf(call.callee) !== "super") replace(start, end, ";");
    },
  }).visit(program);
  return found.filter(({ start, end }) => !types.some((type) => type[0] <= start && end <= type[1]));
}
