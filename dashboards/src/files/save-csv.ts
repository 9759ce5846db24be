import { saveBlob } from "./save-blob.js";

export function saveCsv(text: string, name: string): void {
  saveBlob(new Blob([text], { type: "text/csv;charset=utf-8" }), `${name}.csv`);
}
