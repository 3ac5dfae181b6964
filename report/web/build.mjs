// Builds the scripts of the pages that netsniff writes and serves, and licences.txt of the packages in them, into a
// directory: node build.mjs DIR
import {build} from "esbuild"
import {mkdir, readFile, writeFile} from "node:fs/promises"
import {join, resolve} from "node:path"
import {fileURLToPath} from "node:url"

const here = fileURLToPath(new URL(".", import.meta.url))
const out = resolve(process.argv[2])

const {metafile} = await build({
  absWorkingDir: here, entryPoints: {"page/page": "page.js", "view/view": "view.js"}, outdir: out, bundle: true, minify: true,
  format: "iife", target: "es2022", charset: "ascii", legalComments: "none", logLevel: "warning", metafile: true,
})

const bundled = Object.values(metafile.outputs).flatMap(o => Object.entries(o.inputs))
  .filter(([, {bytesInOutput}]) => bytesInOutput > 0)
  .map(([path]) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1])
const parts = []
for (const name of [...new Set(bundled)].filter(Boolean).sort()) {
  const folder = join(here, "node_modules", name)
  const {version, license} = JSON.parse(await readFile(join(folder, "package.json")))
  const text = (await readFile(join(folder, "LICENSE"), "utf8")).replaceAll("\r", "").trim()
  parts.push(`## ${name} ${version} (${license})\n\n${text}\n`)
}
await mkdir(join(out, "web"), {recursive: true})
await writeFile(join(out, "web", "licences.txt"), parts.join("\n"))
