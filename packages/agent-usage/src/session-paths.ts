import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Every file below a folder, as paths from it with `/`. Links are not followed; folders that cannot be read are named. */
export function sessionPaths(root: string): { readonly paths: string[]; readonly unreadable: string[] } {
  const paths: string[] = [];
  const unreadable: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory()) folders.push(path);
        else if (entry.isFile()) paths.push(path);
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOENT" && code !== "ENOTDIR") unreadable.push(join(root, folder));
    }
  }
  return { paths, unreadable };
}
