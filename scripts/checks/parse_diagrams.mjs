// Judges Mermaid texts with the real library. One JSON line in, one JSON line out, in the same order:
//   {"id": 1, "text": "flowchart TB\n..."}  ->  {"id": 1, "ok": true, "type": "flowchart-v2", "facts": {...}}
//                                               {"id": 1, "ok": false, "error": {message, line, column, expected}}
// A line {"settings": {...}} configures Mermaid for the texts after it.
// Arguments: folder that holds node_modules, folder for compiled code.
import { createRequire, enableCompileCache } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { createInterface } from "node:readline"

const [folder, compiled] = process.argv.slice(2)
if (compiled) enableCompileCache?.(compiled)
for (const name of ["log", "info", "warn", "error", "debug", "trace"]) console[name] = () => {}

const require = createRequire(join(folder, "package.json"))
const load = name => import(pathToFileURL(require.resolve(name)).href)
const { JSDOM } = await load("jsdom")
const { window } = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: true })
Object.assign(globalThis, { window, document: window.document })
const { default: mermaid } = await load("mermaid")
const configure = settings => mermaid.initialize({ startOnLoad: false, securityLevel: "strict", ...settings })
configure({})

/** A text that remembers where each of its characters stood in the original. */
class Traced {
  constructor(text, origin = Array.from({ length: text.length + 1 }, (_, index) => index)) {
    this.text = text
    this.origin = origin
  }
  replace(pattern, replacement) {
    let text = "", last = 0
    const origin = []
    const keep = (from, to) => { for (let i = from; i < to; i++) origin.push(this.origin[i]); text += this.text.slice(from, to) }
    const result = this.text.matchAll(pattern)
    for (const match of result) {
      keep(last, match.index)
      const put = typeof replacement === "string" ? replacement : replacement(match)
      for (let i = 0; i < put.length; i++) {
        origin.push(this.origin[match.index + (put.length === match[0].length ? i : 0)])
      }
      text += put
      last = match.index + match[0].length
    }
    keep(last, this.text.length)
    origin.push(this.origin[this.text.length])
    return new Traced(text, origin)
  }
}

const entity = match => {
  const name = match[0].slice(1, -1)
  return `\uFB02\u00B0${/^\+?\d+$/.test(name) ? "\u00B0" : ""}${name}\u00B6\u00DF`
}

/** What the grammar of `type` really reads: Mermaid strips and rewrites a text before it parses it. */
function trace(source, type) {
  let traced = new Traced(source)
    .replace(/\r\n?/g, "\n")
    .replace(/<(\w+)([^>]*)>/g, m => `<${m[1]}${m[2].replace(/="([^"]*)"/g, "='$1'")}>`)
    .replace(/^([^\S\n\r]*)-{3}\s*[\n\r](.*?)[\n\r]\1-{3}\s*[\n\r]+/gs, m => m.index === 0 ? "" : m[0])
    .replace(/%{2}{\s*(?:(\w+)\s*:|(\w+))\s*(?:(\w+)|((?:(?!}%{2}).|\r?\n)*))?\s*(?:}%{2})?/gi, "")
    .replace(/^\s*%%(?!{)[^\n]+\n?/gm, "")
    .replace(/^\s+/g, "")
    .replace(/style.*:\S*#.*;/g, m => m[0].slice(0, -1))
    .replace(/classDef.*:\S*#.*;/g, m => m[0].slice(0, -1))
    .replace(/#\w+;/g, entity)
  if (/^flowchart|^graph|swimlane/.test(type)) traced = traced.replace(/}\s*\n/g, "}\n")
  return traced
}

const offsetOf = (text, line, column) => {
  let at = 0
  for (let i = 1; i < line; i++) {
    const next = text.indexOf("\n", at)
    if (next < 0) return text.length
    at = next + 1
  }
  return Math.min(at + column, text.length)
}

const place = (source, offset) => {
  const before = source.slice(0, offset)
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") }
}

/** Offset in the parsed text of the token that stopped a jison grammar. */
function jisonOffset(text, hash) {
  const token = String(hash.text ?? "")
  const lead = token.trim() ? /^\s*/.exec(token)[0].length : 0 // some tokens begin with the line end before them
  if (hash.loc && hash.token != null) {
    const from = offsetOf(text, hash.loc.last_line, hash.loc.last_column)
    const blank = /^[ \t]*/.exec(text.slice(from))[0].length
    if (token.trim() && text.startsWith(token, from + blank)) return from + blank + lead
    const line = offsetOf(text, hash.line + 1, 0)
    if (token.trim()) {
      const end = text.indexOf("\n", line)
      const found = text.indexOf(token, Math.max(line, from))
      if (found >= 0 && (end < 0 || found <= end + 1)) return found + lead
    }
    return from
  }
  return offsetOf(text, hash.line + 1, 0)
}

/** Column of a lexical error: the message shows what came next under a caret. */
function pointed(text, message, start) {
  const rows = message.split("\n")
  const caret = rows.findIndex(row => /^-*\^$/.test(row))
  if (caret < 1) return start
  const ahead = rows[caret - 1].slice(rows[caret].length - 1)
  const end = text.indexOf("\n", start)
  const line = text.slice(start, end < 0 ? undefined : end)
  for (let size = Math.min(ahead.length, 20); size > 0; size--) {
    const at = line.indexOf(ahead.slice(0, size))
    if (at >= 0) return start + at
  }
  return start
}

async function fails(text) {
  try { await mermaid.parse(text); return "" } catch (error) { return String(error?.message ?? error) }
}

/** Line of an error that carries none: the first line whose addition brings this very message. */
async function firstLineWith(source, message) {
  const lines = source.split("\n")
  if (lines.length > 400) return { line: 1, column: 1 }
  for (let count = 1; count < lines.length; count++) {
    if (await fails(lines.slice(0, count).join("\n") + "\n") === message) return { line: count, column: 1 }
  }
  return { line: lines.length, column: 1 }
}

async function locate(source, error, type) {
  const message = String(error?.message ?? error)
  const traced = trace(source, type)
  const at = offset => place(source, traced.origin[Math.max(0, Math.min(offset, traced.text.length))])
  const { hash, result } = error ?? {}
  const expected = (hash?.expected ?? []).map(each => String(each).replace(/^'|'$/g, ""))
  if (error?.mark && error.name === "YAMLException") {
    return { kind: "front-matter", message: error.reason, line: error.mark.line + 2, column: error.mark.column + 1, expected }
  }
  if (error?.name === "UnknownDiagramError") {
    return { kind: "unknown-type", message, ...at(0), expected }
  }
  if (result) {
    const lexed = result.lexerErrors?.[0], parsed = result.parserErrors?.[0]
    if (lexed) return { kind: "syntax", message: lexed.message, ...at(offsetOf(traced.text, lexed.line, lexed.column - 1)), expected }
    if (parsed) {
      const token = parsed.token, before = parsed.previousToken
      const offset = Number.isFinite(token.startLine)
        ? offsetOf(traced.text, token.startLine, token.startColumn - 1)
        : Number.isFinite(before?.endLine) ? offsetOf(traced.text, before.endLine, before.endColumn) : traced.text.trimEnd().length
      return { kind: "syntax", message: parsed.message, ...at(offset), expected, token: token.image }
    }
  }
  if (hash && typeof hash.line === "number") {
    if (/^Lexical error/.test(message)) {
      return { kind: "syntax", message, ...at(pointed(traced.text, message, offsetOf(traced.text, hash.line + 1, 0))), expected }
    }
    const atEnd = hash.token === "EOF" || hash.token === 1 || hash.text === ""
    return { kind: "syntax", message, ...at(jisonOffset(traced.text, hash)), expected, token: hash.text, atEnd }
  }
  return { kind: "meaning", message, ...(await firstLineWith(source, message)), expected }
}

const keys = value => value instanceof Map ? [...value.keys()] : value && typeof value === "object" ? Object.keys(value) : []
const call = (db, name) => { try { return db[name]?.() } catch { return undefined } }

const STYLING = /^[ \t]*(?:style|click|linkStyle|cssClass|callback|link|class(?=[ \t]+[\w,. -]+[ \t]+\w+[ \t]*;?[ \t]*$))\b[^\n]*/gm

/** Ids that the diagram has without its style, class and click statements, which create or ignore what is missing. */
async function knownIds(source, type) {
  const kinds = /^(flowchart|graph|state|er$|requirement|block|class|gantt|swimlane)/
  if (!kinds.test(type) || !/^[ \t]*(style|click|class|cssClass|callback|link)\b/m.test(source)) return null
  const statements = type.startsWith("class") ? /^[ \t]*(?:style|click|cssClass|callback|link)\b[^\n]*/gm : STYLING
  try {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(source.replace(statements, ""))
    const ids = new Set()
    for (const name of ["getVertices", "getStates", "getClasses", "getNamespaces", "getEntities", "getRequirements", "getElements"]) {
      if (name === "getClasses" && !type.startsWith("class")) continue
      for (const id of keys(call(db, name))) ids.add(id)
    }
    for (const each of [...(call(db, "getSubGraphs") ?? []), ...(call(db, "getBlocksFlat") ?? []), ...(call(db, "getTasks") ?? [])]) ids.add(each.id)
    return [...ids]
  } catch {
    return null
  }
}

const parsers = new Map()

/** The content of a valid diagram. Its parser still holds it, unless Mermaid rewrote the text more than once. */
async function content(source, type) {
  const rewritten = /^\s*---|%%/m.test(source)
  if (!rewritten && parsers.has(type)) return parsers.get(type).yy
  const { db, parser } = await mermaid.mermaidAPI.getDiagramFromText(source)
  if (parser.parser?.yy === db) parsers.set(type, parser.parser)
  return db
}

async function facts(source, type) {
  const db = await content(source, type)
  const classes = /^class/.test(type) ? call(db, "getStyleClasses") : call(db, "getClasses")
  const vertices = call(db, "getVertices")
  const nodes = vertices instanceof Map ? [...vertices.values()] : []
  const groups = (call(db, "getSubGraphs") ?? []).map(each => ({ id: String(each.id), nodes: (each.nodes ?? []).map(String) }))
  const groupIds = new Set(groups.map(each => each.id))
  let boxes = nodes.filter(each => !groupIds.has(each.id)).length
  for (const name of ["getActorKeys", "getStates", "getEntities", "getBlocksFlat", "getSections"]) {
    if (!boxes) { const value = call(db, name); boxes = Array.isArray(value) ? value.length : keys(value).length }
  }
  if (/^class/.test(type)) boxes = keys(call(db, "getClasses")).length
  let drawn = "", tasks = []
  try { if (/^gantt/.test(type)) tasks = db.getTasks() } catch (error) { drawn = String(error.message ?? error) }
  return {
    title: String(call(db, "getAccTitle") ?? ""),
    description: String(call(db, "getAccDescription") ?? ""),
    classes: keys(classes),
    linked: nodes.filter(each => each.link || each.haveCallback).map(each => String(each.id)),
    tasks: tasks.map(each => String(each.id)),
    groups, boxes, drawn,
    ids: await knownIds(source, type), // last, since it parses again
  }
}

const NOTHING = { title: "", description: "", classes: [], linked: [], tasks: [], groups: [], boxes: 0, ids: null }

async function judge(original) {
  // On a page Mermaid trims a text before it reads it.
  const lead = /^(?:[^\S\n]*\n)*/.exec(original)[0]
  const text = original.slice(lead.length)
  let type = ""
  try { type = mermaid.detectType(text.replace(/^\s*%%(?!{)[^\n]+\n?/gm, "")) } catch { /* parse says why */ }
  try {
    const result = await mermaid.parse(text)
    // mermaid.parse prepares a text twice, drawing it does so once: what fails only now is valid and not drawn.
    const seen = await facts(text, result.diagramType).catch(error => ({ ...NOTHING, drawn: String(error?.message ?? error).split("\n")[0] }))
    return { ok: true, type: result.diagramType, config: result.config ?? {}, facts: seen }
  } catch (error) {
    const fault = await locate(text, error, type)
    return { ok: false, type, error: { ...fault, line: fault.line + lead.split("\n").length - 1 } }
  }
}

process.stdout.write(JSON.stringify({ ready: true }) + "\n")
for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue
  const { id, text, settings } = JSON.parse(line)
  if (settings) { configure(settings); continue }
  process.stdout.write(JSON.stringify({ id, ...(await judge(text)) }) + "\n")
}
process.exit(0)
