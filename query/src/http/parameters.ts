import { ProblemError } from "@ecomind/platform";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { brokenText, step } from "./broken-text.js";
import type { Operation, Parameter } from "./operation.js";
import { invalidBody, problem } from "./problems.js";

const ajv = new Ajv2020({ strict: true, allErrors: false, strictTypes: false });

/** Text from a URL as its schema's type; text that does not fit stays text, and is refused by the schema. */
function typed(value: unknown, { schema }: Parameter): unknown {
  if (schema.type === "array") return (Array.isArray(value) ? value : [value]).map(String);
  if (Array.isArray(value)) return value;
  if (schema.type === "integer" && typeof value === "string" && /^-?\d{1,15}$/.test(value)) return Number(value);
  if (schema.type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

/** Reads and checks what a request gives to an operation. */
export function inputReader(operation: Operation) {
  const { parameters = [], body } = operation;
  const validators = new Map<string, { parameter: Parameter; validate: ValidateFunction }>(
    parameters.map((parameter) => [parameter.name, { parameter, validate: ajv.compile(parameter.schema) }]),
  );
  const validateBody = body === undefined ? undefined : ajv.compile(body);

  return {
    /** @throws ProblemError naming the parameter; its value is not repeated */
    parameters(
      path: Readonly<Record<string, unknown>>,
      query: Readonly<Record<string, unknown>>,
    ): Record<string, unknown> {
      const values: Record<string, unknown> = {};
      for (const [place, given] of [
        ["path", path],
        ["query", query],
      ] as const) {
        for (const [name, value] of Object.entries(given)) {
          const known = validators.get(name);
          if (known === undefined || known.parameter.in !== place)
            throw new ProblemError(problem("unknown_parameter", { parameter: name.slice(0, 64) }));
          const read = typed(value, known.parameter);
          if (!known.validate(read))
            throw new ProblemError(
              problem("invalid_parameter", { parameter: name, detail: known.parameter.description }),
            );
          values[name] = read;
        }
      }
      for (const { parameter } of validators.values())
        if (parameter.required && values[parameter.name] === undefined)
          throw new ProblemError(problem("invalid_parameter", { parameter: parameter.name }));
      return values;
    },

    /** @throws ProblemError with a pointer into the body */
    body(value: unknown): unknown {
      if (validateBody === undefined) return value;
      if (validateBody(value)) {
        const pointer = brokenText(value);
        if (pointer === undefined) return value;
        throw invalidBody(pointer, "Expected Unicode: half of a surrogate pair is no text.");
      }
      const [fault] = validateBody.errors ?? [];
      const property = fault?.params.missingProperty ?? fault?.params.additionalProperty;
      const place = typeof property === "string" ? step(property) : "";
      throw invalidBody(`${fault?.instancePath ?? ""}${place}`, fault?.message ?? "");
    },
  };
}
