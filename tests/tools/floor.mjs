/* Says what stylesheets and scripts use that the floor of docs/accessibility.md does not know:

     node floor.mjs FOLDER_WITH_NODE_MODULES FILE…   →   [{"file", "line", "feature"}, …]

   acorn refuses syntax after ES2020 (Chrome 80; Firefox 74); every property, value, function, selector, at-rule
   and script interface is looked up in MDN's browser-compat-data, and named as it is named there. A name that
   is not known there at all is one too (`unknown.…`): a slip of the pen is newer than every browser. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [folder, ...files] = process.argv.slice(2);
const require = createRequire(`${folder}/any.js`);
const acorn = require("acorn");
const postcss = require("postcss");
const { css, api, javascript } = require("@mdn/browser-compat-data");

const FLOOR = { chrome: 80, chrome_android: 80, firefox: 78 };
const found = [];

/* --- Support --- */

function serves(statement, floor, prefix) {
  const added = String(statement.version_added).replace("≤", "");
  return (
    /^\d/.test(added) &&
    Number.parseFloat(added) <= floor &&
    !(statement.version_removed && Number.parseFloat(statement.version_removed) <= floor) &&
    !statement.flags &&
    !statement.alternative_name &&
    !statement.partial_implementation &&
    (statement.prefix || "") === prefix
  );
}

function isThere(entry, prefix = "") {
  return Object.entries(FLOOR).every(([browser, floor]) =>
    [entry.__compat.support[browser]].flat().some((statement) => serves(statement, floor, prefix)),
  );
}

function judge(file, line, feature, entry, prefix) {
  if (!entry || (entry.__compat && !isThere(entry, prefix))) found.push({ file, line, feature });
}

/* --- Stylesheets --- */

const PREFIX = /^-(?:webkit|moz|ms)-/;
/* Words that many properties take; those of one alone stand under the property itself. */
const WORDS = { ...css.types.color, ...css.types["easing-function"] };
const UNITS = {
  viewport_percentage_units_dynamic: /^dv/,
  viewport_percentage_units_large: /^lv/,
  viewport_percentage_units_small: /^sv/,
  container_query_length_units: /^cq/,
};

function styles(file, text) {
  postcss.parse(text).walk((node) => {
    const line = node.source.start.line;
    if (node.type === "decl" && !node.prop.startsWith("--")) declaration(file, line, node);
    if (node.type === "rule") selectors(file, line, node.selector);
    if (node.type === "atrule") atRule(file, line, node);
  });
}

function declaration(file, line, { prop, value, parent }) {
  const descriptor = parent.type === "atrule" && css["at-rules"][parent.name][prop];
  if (descriptor || parent.name === "font-face") {
    judge(file, line, `css.at-rules.${parent.name}.${prop}`, descriptor, "");
    return;
  }
  const [prefix = ""] = PREFIX.exec(prop) || [];
  const known = css.properties[prop] || css.properties[prop.slice(prefix.length)];
  const name = `css.properties.${prop}`;
  judge(file, line, known ? name : `unknown.${prop}`, known, css.properties[prop] ? "" : prefix);
  if (!known || !isThere(known, css.properties[prop] ? "" : prefix)) return;
  if (/^(row-|column-)?gap$/.test(prop) && !/display:\s*(inline-)?grid|columns:/.test(parent.toString())) {
    judge(file, line, `${name}.flex_context`, css.properties.gap.flex_context, "");
  }
  const bare = value.replace(/"[^"]*"|'[^']*'|url\([^)]*\)|var\(--[\w-]+\)/g, "x");
  if (prop === "content" && / \/ /.test(bare)) judge(file, line, "css.properties.content.alt_text", known.alt_text);
  for (const [, word, call] of bare.matchAll(/(-?[a-zA-Z][\w-]*)(\(?)/g)) {
    const own = known[word];
    const general = WORDS[word] || (call && css.types[word]);
    if (own || general) judge(file, line, `${own ? name : "css.types"}.${word}`, own || general, "");
  }
  for (const [, unit] of bare.matchAll(/\d([a-z]+)\b/g)) {
    const group = Object.keys(UNITS).find((named) => UNITS[named].test(unit));
    const entry = css.types.length[unit] || css.types.length[group];
    if (entry) judge(file, line, `css.types.length.${unit}`, entry, "");
  }
}

function selectors(file, line, selector) {
  const bare = selector.replace(/"[^"]*"/g, "x");
  for (const [, name] of bare.matchAll(/::?(-?[a-zA-Z][\w-]*)/g)) {
    const [prefix = ""] = PREFIX.exec(name) || [];
    const entry = css.selectors[name] || css.selectors[name.slice(prefix.length)];
    judge(file, line, `${entry ? "css.selectors" : "unknown"}.${name}`, entry, css.selectors[name] ? "" : prefix);
  }
  if (/,/.test((/:not\(([^)]*)\)/.exec(bare) || ["", ""])[1])) {
    judge(file, line, "css.selectors.not.selector_list", css.selectors.not.selector_list, "");
  }
  if (/&/.test(bare)) judge(file, line, "css.selectors.nesting", css.selectors.nesting, "");
}

function atRule(file, line, { name, params }) {
  const entry = css["at-rules"][name];
  judge(file, line, `css.at-rules.${name}`, entry, "");
  if (name === "media") {
    for (const [, media] of params.matchAll(/\((?:(?:min|max)-)?([a-z-]+)/g)) {
      judge(file, line, `css.at-rules.media.${media}`, entry[media], "");
    }
    if (/[<>]/.test(params)) judge(file, line, "css.at-rules.media.range_syntax", entry.range_syntax, "");
  }
  if (name === "supports" && /selector\(/.test(params)) {
    judge(file, line, "css.at-rules.supports.selector", entry.selector, "");
  }
}

/* --- Scripts --- */

const MEMBERS = new Map(); // name of a member → everything of that name, in whichever interface
const EDITOR = new Set(["CKEDITOR", "editor"]); // the bundled editor's own interface, not the browser's
const HOLDERS = {
  document: ["Document", "Node", "Element", "EventTarget"],
  navigator: ["Navigator"],
  window: ["Window", "EventTarget"],
};

for (const [owner, members] of [...Object.entries(api), ...Object.entries(javascript.builtins)]) {
  for (const [name, entry] of Object.entries(members)) {
    if (name === "__compat" || !entry.__compat) continue;
    MEMBERS.set(name, [...(MEMBERS.get(name) || []), [owner, entry]]);
  }
}

/* Without types a name is judged kindly: it is there when any interface of the floor has a member of it. */
function member(file, line, name, holder) {
  const owners = HOLDERS[holder] || (api[holder] || javascript.builtins[holder] ? [holder] : null);
  const all = MEMBERS.get(name) || [];
  const exact = owners && all.filter(([owner]) => owners.includes(owner));
  const candidates = exact && exact.length ? exact : all;
  if (candidates.length && !candidates.some(([, entry]) => isThere(entry))) {
    found.push({ file, line, feature: `${candidates[0][0]}.${name}` });
  }
}

function script(file, text) {
  let tree;
  try {
    tree = acorn.parse(text, { ecmaVersion: 2020, sourceType: "script", locations: true });
  } catch (error) {
    found.push({ file, line: error.loc.line, feature: `syntax.${error.message}` });
    return;
  }
  const declared = new Set();
  walk(tree, (node) => {
    for (const name of [node.id, node.param, ...(node.params || [])]) if (name && name.name) declared.add(name.name);
  });
  walk(tree, (node, parent) => {
    const line = node.loc.start.line;
    if (node.type === "MemberExpression" && !node.computed && !EDITOR.has(firstOf(node).name)) {
      member(file, line, node.property.name, node.object.name);
    }
    if (node.type === "Identifier" && isReference(node, parent) && !declared.has(node.name)) {
      const entry = api[node.name] || javascript.builtins[node.name] || api.Window[node.name];
      if (entry) judge(file, line, node.name, entry, "");
      else if (!["undefined", "CKEDITOR"].includes(node.name)) {
        found.push({ file, line, feature: `unknown.${node.name}` });
      }
    }
    if (node.type === "CallExpression") listened(file, line, node);
  });
}

function listened(file, line, { callee, arguments: given }) {
  const called = callee.property && callee.property.name;
  if (called === "addEventListener" && given[0].type === "Literal") {
    member(file, line, `${given[0].value}_event`, callee.object.name);
  }
  if (callee.name === "fetch" && given[1] && given[1].properties) {
    for (const { key } of given[1].properties) {
      const entry = api.fetch.options_parameter[key.name];
      if (entry) judge(file, line, `fetch.${key.name}`, entry, "");
    }
  }
}

function firstOf(node) {
  const inner = node.type === "MemberExpression" && node.object.name === "window" ? node.property : node.object;
  return inner && inner.type === "MemberExpression" ? firstOf(inner) : inner || node;
}

function isReference(node, parent) {
  if (parent.type === "MemberExpression") return parent.object === node || parent.computed;
  if (parent.type === "Property") return parent.value === node;
  return parent.type !== "LabeledStatement";
}

function walk(node, visit, parent = null) {
  if (node.type) visit(node, parent);
  for (const part of Object.values(node)) {
    for (const child of [part].flat()) {
      if (child && typeof child === "object" && child.type) walk(child, visit, node.type ? node : parent);
    }
  }
}

for (const file of files) {
  (file.endsWith(".css") ? styles : script)(file, readFileSync(file, "utf8"));
}
console.log(JSON.stringify(found));
