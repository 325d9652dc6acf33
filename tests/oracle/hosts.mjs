// SPDX-License-Identifier: MIT
// hosts.mjs - what a host's own code answers: standard input is
// {"text": the export, "asked": [[origin, path, query], ...]}; the answer is a
// list of [Location, status], null where no line is for the request.
//
//	node hosts.mjs MODULES netlify|vercel-json
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const [modules, form] = process.argv.slice(2);
const require = createRequire(resolve(modules, "here.js"));
const { text, asked } = JSON.parse(readFileSync(0, "utf8"));

async function netlify() {
  const matcher = await require("netlify-redirector").parsePlain(text, {
    jwtSecret: "none", jwtRoleClaim: "role" });
  return (scheme, host, path, query) => {
    const found = matcher.match({ scheme, host, path, query, headers: {},
      cookieValues: {}, getHeader: () => "", getCookie: () => "" });
    return found && [found.to, found.status];
  };
}

// routing-utils makes routes of the redirects; what looks them up is not public,
// but documented: the first whose path and conditions hold, "$1" and "$name" in
// its Location.
function holds(has, host, params, names) {
  let value = host;
  if (has.type === "query") {
    if (!params.has(has.key)) return false;
    value = params.getAll(has.key).pop();
  }
  const found = new RegExp(`^${has.value}$`).exec(value);
  Object.assign(names, found?.groups);
  return found !== null;
}

function vercel() {
  const { convertRedirects } = require("@vercel/routing-utils/dist/superstatic");
  const routes = convertRedirects(JSON.parse(text).redirects);
  return (scheme, host, path, query) => {
    const params = new URLSearchParams(query);
    for (const route of routes) {
      const found = new RegExp(route.src).exec(path);
      const names = {};
      if (found === null ||
          !(route.has ?? []).every((one) => holds(one, host, params, names)))
        continue;
      const to = route.headers.Location.replace(/\$(\w+)/g, (all, name) =>
        (/^\d/.test(name) ? found[name] : names[name] ?? all) ?? "");
      return [to, route.status];
    }
    return null;
  };
}

const ask = form === "netlify" ? await netlify() : vercel();
process.stdout.write(JSON.stringify(asked.map(([origin, path, query]) => {
  const { protocol, host } = new URL(origin);
  return ask(protocol.slice(0, -1), host, path, query);
})));
