// Builds the page into the folder given (default: ../static). Same input, same bytes out: no clock, no absolute path.
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../static"));
const LIMIT = 300 * 1024; // gzipped, everything the page loads

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none", // the licences go into LICENSES.txt
  metafile: true,
  write: false,
  logLevel: "warning",
  define: { "process.env.NODE_ENV": '"production"' },
};

const version = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 10);

/** Licence texts of the packages whose code is in the bundle, sorted by name. */
async function licences(metafiles) {
  const names = new Set();
  for (const input of metafiles.flatMap((m) => Object.keys(m.inputs))) {
    const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) names.add(found[1]);
  }
  const parts = [];
  for (const name of [...names].sort()) {
    const folder = join(here, "node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).sort().find((f) => /^licen[sc]e/i.test(f));
    const text = file ? (await readFile(join(folder, file), "utf8")).replaceAll("\r\n", "\n").trim() : `Licence: ${about.license}`;
    parts.push(`${name} ${about.version} (${about.license})\n${"-".repeat(72)}\n${text}\n`);
  }
  return `The page contains code of these packages.\n\n${parts.join("\n\n")}`;
}

const worker = await build({ ...common, entryPoints: { layout: "src/graph/layout-worker.ts" }, format: "iife" });
const layout = worker.outputFiles[0].contents;

const app = await build({
  ...common,
  entryPoints: { app: "src/main.tsx" },
  outdir: "static",
  jsx: "automatic",
  jsxImportSource: "preact",
  define: { ...common.define, LAYOUT_WORKER: JSON.stringify(`layout.js?v=${version(layout)}`) },
});
const style = await build({ ...common, entryPoints: { app: "src/style/app.css" }, outdir: "static" });

const files = { "layout.js": layout };
for (const file of [...app.outputFiles, ...style.outputFiles]) files[file.path.split(/[\\/]/).at(-1)] = file.contents;
files["icon.svg"] = await readFile(join(here, "src/icon.svg"));
const html = await readFile(join(here, "src/index.html"), "utf8");
files["index.html"] = Buffer.from(
  html.replace(/static\/(app\.js|app\.css|icon\.svg)/g, (_, name) => `static/${name}?v=${version(files[name])}`),
);
files["LICENSES.txt"] = Buffer.from(await licences([app.metafile, worker.metafile]));

await mkdir(out, { recursive: true });
for (const old of existsSync(out) ? await readdir(out) : []) if (!(old in files)) await rm(join(out, old), { recursive: true });
let total = 0;
for (const name of Object.keys(files).sort()) {
  await writeFile(join(out, name), files[name]);
  const size = gzipSync(files[name], { level: 9 }).length;
  if (name !== "LICENSES.txt") total += size;
  console.log(`${name.padEnd(14)} ${String(files[name].length).padStart(8)} bytes ${String(size).padStart(8)} gzipped`);
}
console.log(`total gzipped  ${total} of ${LIMIT}`);
if (total > LIMIT) {
  console.error(`the page is ${total} bytes gzipped, more than ${LIMIT}`);
  process.exit(1);
}
