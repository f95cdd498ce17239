// Two steps of the bundle that Vite does not bring.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/// Takes Plot's inline style element out: the page's content security policy allows no style but its own sheet,
/// which holds the same two rules under `.chart svg`.
export function sheet() {
  const pattern = /svg\.append\("style"\)\.text\([\s\S]*?`\s*\)/;
  let replaced = 0;
  return {
    name: "crest-sheet",
    enforce: "pre",
    transform(code, id) {
      if (!/@observablehq\/plot\/src\/plot\.js$/.test(id)) return null;
      if (!pattern.test(code)) throw new Error("Plot no longer adds its style where expected; look at plot.js");
      replaced += 1;
      return { code: code.replace(pattern, "svg"), map: null };
    },
    buildEnd() {
      if (replaced !== 1) throw new Error(`Plot's style was taken out ${replaced} times, expected once`);
    },
  };
}

/// Puts the licences of everything bundled at the head of the script and into NOTICE.txt beside it.
export function banner() {
  return {
    name: "crest-banner",
    enforce: "post",
    generateBundle: {
      order: "post",
      handler(options, bundle) {
        for (const chunk of Object.values(bundle)) {
          if (chunk.type !== "chunk") continue;
          const text = notice(Object.entries(chunk.modules).filter(([, m]) => m.renderedLength > 0).map(([id]) => id));
          writeFileSync(resolve("../../crates/crest-report/assets/NOTICE.txt"), `${text}\n`);
          chunk.code = `/*!\n${text.replaceAll("*/", "* /")}\n*/\n${chunk.code}`;
        }
      },
    },
  };
}

const COPYRIGHT = /^Copyright (\(c\) )?\d/;

function notice(modules) {
  const roots = new Set();
  for (const id of modules) {
    const at = id.lastIndexOf("/node_modules/");
    if (at < 0) continue;
    const parts = id.slice(at + "/node_modules/".length).split("/");
    const name = parts[0].startsWith("@") ? parts.slice(0, 2).join("/") : parts[0];
    roots.add(join(id.slice(0, at), "node_modules", name));
  }
  // Packages whose licence differs only in its copyright lines share one text.
  const texts = new Map();
  for (const root of [...roots].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const file = readdirSync(root).filter((f) => /^licen[cs]e/i.test(f)).sort()[0];
    if (!file) throw new Error(`${name} ships no licence text`);
    const lines = readFileSync(join(root, file), "utf8").replaceAll("\r", "").trim().split("\n");
    const copyright = lines.filter((line) => COPYRIGHT.test(line.trim())).map((line) => line.trim());
    const body = lines.filter((line) => !COPYRIGHT.test(line.trim())).join("\n").trim();
    const key = body.replace(/\s+/g, " ");
    const entry = texts.get(key) ?? { body, packages: [] };
    entry.packages.push(`${name} ${version} (${license}) ${copyright.join("; ")}`);
    texts.set(key, entry);
  }
  const parts = [...texts.values()].map(({ body, packages }) => `${packages.join("\n")}\n\n${body}`);
  return `Charts of the Crest report page. Bundled libraries and their licences:\n\n${parts.join("\n\n----\n\n")}`;
}
