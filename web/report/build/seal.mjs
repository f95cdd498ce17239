// Records which sources the built script came from, so that a test can tell when it is stale.
//
// `node build/seal.mjs` writes the seal; `--check` compares and exits 1 when it differs.
// The fingerprint is SHA-256 over, for each source file in order of its path: path, NUL, content, NUL.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const ASSETS = "../../crates/crest-report/assets";
const single = ["package-lock.json", "package.json", "vite.config.js"];
const folders = ["build", "src"];

const files = [...single, ...folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))].sort();
const sources = createHash("sha256");
for (const file of files) {
  sources.update(file).update("\0").update(readFileSync(file)).update("\0");
}
const script = createHash("sha256").update(readFileSync(join(ASSETS, "report.js")));
const seal = `${JSON.stringify({ sources: sources.digest("hex"), script: script.digest("hex") }, null, 2)}\n`;
const path = join(ASSETS, "seal.json");
if (process.argv.includes("--check")) {
  if (readFileSync(path, "utf8") !== seal) {
    console.error("assets/report.js was not built from these sources; run `npm ci && npm run build` in web/report");
    process.exit(1);
  }
} else {
  writeFileSync(path, seal);
}
