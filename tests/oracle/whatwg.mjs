// SPDX-License-Identifier: MIT
// whatwg.mjs - a browser's URL parser, in bulk: each line of standard input is
// a JSON pair of a reference and its base; the answer is a line of JSON, null
// where browsers refuse it.
import { createInterface } from "node:readline";

const answers = [];
for await (const line of createInterface({ input: process.stdin })) {
  const [reference, base] = JSON.parse(line);
  let answer = null;
  try {
    const u = new URL(reference, base);
    answer = { scheme: u.protocol.slice(0, -1), user: u.username + u.password,
               host: u.hostname, port: u.port, path: u.pathname };
  } catch {
    // Nobody is sent anywhere.
  }
  answers.push(JSON.stringify(answer));
}
process.stdout.write(answers.join("\n") + "\n");
