// Bundles the charts of the report page into one script that the Rust crate embeds.
import { defineConfig } from "vite";
import { banner, sheet } from "./build/plugins.mjs";

export default defineConfig({
  publicDir: false,
  plugins: [sheet(), banner()],
  build: {
    target: "es2020",
    outDir: "../../crates/crest-report/assets",
    emptyOutDir: false,
    sourcemap: false,
    minify: true,
    reportCompressedSize: true,
    lib: { entry: "src/main.js", formats: ["iife"], name: "CrestReport", fileName: () => "report.js" },
  },
});
