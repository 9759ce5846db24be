import type { Door } from "./door.js";
import { cloudEventsDoor } from "./formats/cloudevents/door.js";
import { litellmDoor } from "./formats/litellm/door.js";
import { type OtlpOptions, otlpDoors } from "./formats/otlp/door.js";
import type { Signal } from "./formats/otlp/read-otlp.js";

/** The end of a path that exporters make of an endpoint with any prefix, such as Langfuse's `/api/public/otel`. */
const otlpPath = /\/v1\/(traces|logs|metrics)$/;

/** The doors that are found by more than their whole path. @returns the door of a path, undefined where there is none */
export function telemetryDoors(options: OtlpOptions): (path: string) => Door | undefined {
  const otlp = otlpDoors(options);
  const litellm = litellmDoor(options);
  return (path) => {
    if (path === "/v1/cloudevents") return cloudEventsDoor;
    if (path === "/v1/litellm") return litellm;
    const signal = otlpPath.exec(path)?.[1] as Signal | undefined;
    return signal && otlp[signal];
  };
}
