import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

interface ResponseObject {
  readonly content?: Readonly<Record<string, { schema: object }>>;
}

interface OperationObject {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, ResponseObject | { readonly $ref: string }>>;
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, ResponseObject>>;
  };
}

const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Holds answers against the OpenAPI document: every answer of an operation must be one that the document tells. */
export function answerCheck(document: Document) {
  const ajv = new Ajv2020({ strict: false, formats: { "date-time": dateTime, binary: true } });
  const { components } = document;
  const patterns = Object.entries(document.paths).map(([path, methods]) => ({
    form: new RegExp(`^${path.replaceAll(/\{\w+\}/g, "[^/]+")}$`),
    methods,
    fixed: !path.includes("{"),
  }));
  const compiled = new Map<object, ValidateFunction>();

  return (method: string, pathname: string, status: number, contentType: string, body: unknown): void => {
    const found = patterns
      .filter(({ form, methods }) => form.test(pathname) && methods[method.toLowerCase()] !== undefined)
      .sort((a, b) => Number(b.fixed) - Number(a.fixed))[0];
    const operation = found?.methods[method.toLowerCase()];
    if (operation === undefined) return;
    const where = `${operation.operationId} ${status}`;
    const told = operation.responses[status];
    const response = told !== undefined && "$ref" in told ? components.responses[told.$ref.replace(/^.*\//, "")] : told;
    if (response === undefined) throw new Error(`${where}: not in the document`);
    const mediaType = contentType.split(";")[0] ?? "";
    if (response.content === undefined) {
      if (body !== undefined && body !== "") throw new Error(`${where}: has a body, and the document has none`);
      return;
    }
    const media = response.content[mediaType];
    if (media === undefined) throw new Error(`${where}: ${mediaType} is not in the document`);
    if (!mediaType.endsWith("json")) return;
    let validate = compiled.get(media.schema);
    if (validate === undefined) {
      validate = ajv.compile({ ...media.schema, components });
      compiled.set(media.schema, validate);
    }
    if (!validate(body)) throw new Error(`${where}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(body)}`);
  };
}
