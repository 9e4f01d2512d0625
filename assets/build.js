// Builds static/vendor/ and static/icons/sprite.svg from the pinned packages. What it writes is committed.
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { compile } from "sass";

const at = (path) => new URL(path, import.meta.url);
const vendor = (name) => at(`../static/vendor/${name}`);

const ICONS = [
  "arrow-right", "bell", "building-2", "calendar", "check", "clipboard-check", "clock", "download", "file-text",
  "hand-coins", "hand-heart", "handshake", "info", "list-filter", "map-pin", "megaphone", "printer", "search", "triangle-alert",
  "user", "users", "wallet", "x",
];

const theme = compile(at("theme.scss").pathname, { loadPaths: [at("node_modules").pathname], style: "compressed" });
writeFileSync(vendor("govuk.css"), `/*! govuk-frontend, MIT, recoloured: see LICENSES.txt */\n${theme.css}\n`);

copyFileSync(at("node_modules/htmx.org/dist/htmx.min.js"), vendor("htmx.min.js"));

const symbols = ICONS.map((name) => {
  const svg = readFileSync(at(`node_modules/lucide-static/icons/${name}.svg`), "utf8");
  const shapes = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"));
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
    `stroke-linecap="round" stroke-linejoin="round">${shapes.replace(/\s*\n\s*/g, "")}</symbol>`;
});
writeFileSync(
  at("../static/icons/sprite.svg"),
  `<!-- lucide, ISC and MIT: see ../vendor/LICENSES.txt -->\n` +
    `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`,
);
