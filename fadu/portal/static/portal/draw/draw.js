/* 核验: recomputes a draw, protocol fadu-draw/1, from the proof and the texts it commits to, in the reader's own
   browser. Written apart from the Python of the product; both are held to the same known answers. */
(function (scope) {
  "use strict";
  const PROTOCOL = "fadu-draw/1";
  const PAIRING = "fadu-pair/1";
  const PAGE = 1024;
  const CLOSE = 1e-10; // keys nearer than this, relatively, are compared in whole numbers
  const TWO32 = 4294967296;
  const encode = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

  class Differs extends Error {
    constructor(code, values) {
      super(code);
      this.said = { code, values: values || {} };
    }
  }
  const differs = (code, values) => { throw new Differs(code, values); };
  const wrong = (field, code, values) => differs("plan_field", { field, why: { code, values: values || {} } });

  // White space as Python's str.strip has it, which is what the seed was made with.
  const SPACE = "[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  const strip = (text) => text.replace(new RegExp(`^${SPACE}|${SPACE}$`, "g"), "");

  // ── JSON ──

  // Read JSON in which no key is written twice.
  function parse(bytes, name) {
    let text, value;
    try {
      text = typeof bytes === "string" ? bytes : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      value = JSON.parse(text);
    } catch (error) {
      differs("json", { name, error: error.message });
    }
    const open = [];
    const token = /"(?:[^"\\]|\\.)*"(\s*:)?|[{}[\]]/g;
    for (let found = token.exec(text); found; found = token.exec(text)) {
      if (found[0] === "{" || found[0] === "[") open.push(new Set());
      else if (found[0] === "}" || found[0] === "]") open.pop();
      else if (found[1]) {
        const key = JSON.parse(found[0].slice(0, -found[1].length));
        if (open[open.length - 1].has(key)) differs("json_twice", { name, key });
        open[open.length - 1].add(key);
      }
    }
    return value;
  }

  // RFC 8785: the browser itself writes numbers and strings as it has them; keys come in the order of UTF-16.
  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object") {
      return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    }
    if (Number.isInteger(value) && !Number.isSafeInteger(value)) wrong("JSON", "whole");
    return JSON.stringify(value);
  }

  const mapping = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const whole = (value) => typeof value === "number" && Number.isSafeInteger(value);
  const shown = (value) => {
    const text = typeof value === "string" ? value : value === undefined ? "null" : canonical(value);
    return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
  };
  function same(field, given, right) {
    if (canonical(given === undefined ? null : given) !== canonical(right)) {
      differs("bad_value", { field, given: shown(given), right: shown(right) });
    }
  }

  // ── the plan ──

  function readPlan(plan) {
    if (!mapping(plan)) wrong("JSON", "object");
    for (const field of ["id", "strata", "reserves", "suite", "randomness"]) {
      if (!(field in plan)) differs("plan_missing", { field });
    }
    const named = (field, value) => { if (typeof value !== "string" || !strip(value)) wrong(field, "text"); };
    named("id", plan.id);
    if (!mapping(plan.randomness)) wrong("randomness", "object");
    for (const field of ["source", "at"]) {
      if (!(field in plan.randomness)) differs("plan_missing", { field: `randomness.${field}` });
    }
    named("randomness.source", plan.randomness.source);
    if (!mapping(plan.strata) || !Object.keys(plan.strata).length) wrong("strata", "strata");
    for (const name of Object.keys(plan.strata)) {
      if (!whole(plan.strata[name]) || plan.strata[name] < 0) wrong("strata", "number", { name });
    }
    if (!Object.prototype.hasOwnProperty.call(scope.FaduSuites, plan.suite)) wrong("suite", "among", { words: "aes/sm" });
    if (!moment(plan.randomness.at)) wrong("randomness.at", "moment");
    const perObject = "per_object" in plan ? plan.per_object : 2;
    if (!whole(perObject) || perObject < 1) wrong("per_object", "whole");
    const unitRule = "unit_rule" in plan ? plan.unit_rule : "none";
    if (!["none", "different", "same"].includes(unitRule)) wrong("unit_rule", "among", { words: "none/different/same" });
    const contributors = "contributors" in plan ? plan.contributors : [];
    if (!Array.isArray(contributors) || new Set(contributors).size !== contributors.length
      || !contributors.every((one) => typeof one === "string" && strip(one))) wrong("contributors", "names");
    const commitments = "commitments" in plan ? plan.commitments : {};
    if (!mapping(commitments) || !Object.keys(commitments).every((one) => contributors.includes(one))) wrong("commitments", "commitments");
    const digests = Object.keys(commitments).map((one) => [`commitments.${one}`, commitments[one]]);
    for (const [field, value] of [...digests, ["inspectors", plan.inspectors], ["conflicts", plan.conflicts]]) {
      if (value !== undefined && value !== null && !(typeof value === "string" && /^[0-9a-f]{64}$/.test(value))) wrong(field, "digest");
    }
    return { ...plan, reserved: fraction(plan.reserves), perObject, unitRule, contributors, commitments };
  }

  // An exact decimal: returns k → ⌈fraction · k⌉.
  function fraction(value) {
    const found = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(typeof value === "number" ? String(value) : value);
    if (!found || !["number", "string"].includes(typeof value)) wrong("reserves", "decimal");
    const power = Number(found[3] || 0) - (found[2] || "").length;
    const digits = BigInt(found[1] + (found[2] || ""));
    const ten = BigInt(10) ** BigInt(Math.abs(power));
    const [over, under] = power < 0 ? [digits, ten] : [digits * ten, BigInt(1)];
    return (k) => Number((over * BigInt(k) + under - BigInt(1)) / under);
  }

  // A day or a moment: its local time in milliseconds, its distance from UTC or null, and whether it is a day only.
  function moment(text) {
    const found = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,6}))?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
    if (!found) return null;
    const [year, month, day, hour, minute, second] = found.slice(1, 7).map((part) => Number(part || 0));
    const local = Date.UTC(year, month - 1, day, hour, minute, second) + Number(`0.${found[7] || 0}`) * 1000;
    const back = new Date(Date.UTC(year, month - 1, day));
    if (back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) return null;
    let zone = null;
    if (found[8]) {
      const [sign, hours, minutes] = found[8] === "Z" ? ["+", 0, 0] : [found[8][0], found[8].slice(1, 3), found[8].slice(-2)];
      zone = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60000;
    }
    return { local, zone, dayOnly: text.length === 10 };
  }

  function holdToDay(plan, publishedAt) {
    const agreed = moment(plan.randomness.at);
    const published = moment(publishedAt);
    if (!published) differs("bad_field", { field: "randomness.published_at", why: { code: "moment", values: {} } });
    const local = agreed.zone !== null && published.zone !== null
      ? published.local - published.zone + agreed.zone : published.local;
    const day = (milliseconds) => Math.floor(milliseconds / 86400000);
    if (day(agreed.local) !== day(local) || (!agreed.dayOnly && !published.dayOnly && local < agreed.local)) {
      differs("published_at", { published: publishedAt, at: plan.randomness.at });
    }
  }

  // ── seeds and numbers ──

  const digestOf = (suite, ...parts) => parts.reduce((hasher, part) => hasher.update(part), suite.hasher()).digest();
  const lengthOf = (bytes) => { const out = new DataView(new ArrayBuffer(4)); out.setUint32(0, bytes.length); return new Uint8Array(out.buffer); };
  const seedOf = (suite, name, ...parts) => digestOf(suite, encode(name), ...[].concat(...parts.map((part) => [lengthOf(part), part])));

  // RFC 6962: the root over leaves, as a tree that grows.
  function root(suite, leaves) {
    const node = (left, right) => digestOf(suite, Uint8Array.of(1), left, right);
    const peaks = [];
    leaves.forEach((leaf, count) => {
      for (let full = count; full & 1; full >>>= 1) leaf = node(peaks.pop(), leaf);
      peaks.push(leaf);
    });
    return peaks.reduceRight((right, left) => node(left, right));
  }

  // ── texts ──

  // Walk the lines of a text, in pages; `each(number, starts, end)` is given where its columns begin.
  async function lines(bytes, name, columns, pause, each, page) {
    if (bytes.length && bytes[bytes.length - 1] !== 10) differs("last_line", { name });
    const starts = new Array(columns);
    let number = 0, at = 0, opened = 0, found = 1;
    starts[0] = 0;
    let odd = false;
    for (; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === 9) { starts[found] = at + 1; found++; }
      else if (byte & 0x80) odd = true;
      else if (byte === 10) {
        const bad = (code, values) => differs("line", { name, row: number + 1, fault: { code, values: values || {} } });
        if (found !== columns) bad("columns", { wanted: columns });
        if (odd) {
          const text = decoded(bytes, starts[0], at);
          if (text === null) bad("utf8");
          if (text !== text.normalize("NFC")) bad("form", { shown: text });
          odd = false;
        }
        each(number, starts, at, bad);
        number++;
        starts[0] = at + 1;
        found = 1;
        if (number % PAGE === 0 || at + 1 === bytes.length) {
          if (page) page(bytes.subarray(opened, at + 1));
          opened = at + 1;
          if (number % (16 * PAGE) === 0) await pause(at / bytes.length);
        }
      }
    }
    return number;
  }
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  function decoded(bytes, start, end) {
    try {
      return decoder.decode(bytes.subarray(start, end));
    } catch (error) {
      return null;
    }
  }
  function compare(bytes, a, aEnd, b, bEnd) {
    for (; a < aEnd && b < bEnd; a++, b++) if (bytes[a] !== bytes[b]) return bytes[a] - bytes[b];
    return (aEnd - a) - (bEnd - b);
  }

  async function readRoster(bytes, suite, pause) {
    const name = scope.FaduSuites.names.roster;
    const whole_ = suite.hasher();
    const leaves = [], strata = new Map(), known = new Map();
    let room = 1024, count = 0;
    let ids = new Float64Array(room), places = new Int32Array(room), weights = new Uint8Array(room);
    let before = -1, beforeEnd = 0;
    await lines(bytes, name, 3, pause, (number, [start, second, third], end, bad) => {
      if (second - 1 === start || third - 1 === second) bad("blank");
      let weight = 0;
      for (let at = third; at < end; at++) weight = bytes[at] >= 48 && bytes[at] <= 57 ? weight * 10 + bytes[at] - 48 : NaN;
      if (!(weight >= 1 && weight <= 100) || bytes[third] === 48) bad("weight", { shown: decoded(bytes, third, end) || "?" });
      if (before >= 0) {
        const order = compare(bytes, before, beforeEnd, start, second - 1);
        const texts = () => ({ shown: decoded(bytes, start, second - 1), earlier: decoded(bytes, before, beforeEnd) });
        if (order === 0) bad("repeated", texts());
        if (order > 0) bad("order", texts());
      }
      before = start;
      beforeEnd = second - 1;
      if (number === room) {
        room *= 2;
        [ids, places, weights] = [ids, places, weights].map((held) => { const more = new held.constructor(room); more.set(held); return more; });
      }
      const key = String.fromCharCode.apply(null, bytes.subarray(second, third - 1));
      let place = known.get(key);
      if (place === undefined) {
        place = strata.size;
        known.set(key, place);
        strata.set(decoded(bytes, second, third - 1), place);
      }
      ids[number] = start;
      places[number] = place;
      weights[number] = weight;
      count = number + 1;
    }, (page) => { whole_.update(page); leaves.push(digestOf(suite, Uint8Array.of(0), page)); });
    if (!count) differs("no_lines", { name });
    const id = (line) => { let end = ids[line]; while (bytes[end] !== 9) end++; return decoded(bytes, ids[line], end); };
    return { count, commit: whole_.digest(), root: root(suite, leaves), strata, places, weights, id };
  }

  async function readPairs(bytes, name, suite, keyColumns, pause) {
    const rows = [];
    let before = null;
    await lines(bytes, name, 2, pause, (number, [start, second], end, bad) => {
      if (second - 1 === start || second === end) bad("blank");
      const keyEnd = keyColumns === 1 ? second - 1 : end;
      if (before) {
        const order = compare(bytes, before[0], before[1], start, keyEnd);
        const texts = { shown: decoded(bytes, start, keyEnd), earlier: decoded(bytes, before[0], before[1]) };
        if (order === 0) bad("repeated", texts);
        if (order > 0) bad("order", texts);
      }
      before = [start, keyEnd];
      rows.push([decoded(bytes, start, second - 1), decoded(bytes, second, end)]);
    });
    return { rows, commit: digestOf(suite, bytes) };
  }

  // ── the order ──

  // Which of two lines comes first: by keys where they tell, in whole numbers where they are close.
  function ordering(high, low, weights) {
    const keys = new Float64Array(high.length);
    for (let i = 0; i < keys.length; i++) {
      const key = high[i] >= 0x80000000
        ? -Math.log1p(-((~high[i] >>> 0) * TWO32 + (~low[i] >>> 0)) / (TWO32 * TWO32))
        : -Math.log((high[i] * TWO32 + low[i] + 1) / (TWO32 * TWO32));
      keys[i] = key / weights[i];
    }
    const number = (i) => BigInt(high[i]) * BigInt(TWO32) + BigInt(low[i]) + BigInt(1);
    return (i, j) => {
      if (weights[i] === weights[j]) return high[j] - high[i] || low[j] - low[i] || i - j;
      const apart = keys[i] - keys[j];
      if (Math.abs(apart) > CLOSE * keys[j]) return apart;
      const left = (number(i) ** BigInt(weights[j])) << BigInt(64 * weights[i]);
      const right = (number(j) ** BigInt(weights[i])) << BigInt(64 * weights[j]);
      return left > right ? -1 : left < right ? 1 : i - j;
    };
  }

  async function draw(plan, roster, suite, seed, pause) {
    const numbers = suite.numbers(seed);
    const high = new Uint32Array(roster.count), low = new Uint32Array(roster.count), two = new Uint32Array(2);
    for (let i = 0; i < roster.count; i++) {
      numbers(0, i, two, 0);
      high[i] = two[0];
      low[i] = two[1];
      if (i % 65536 === 65535) await pause(i / roster.count);
    }
    const first = ordering(high, low, roster.weights);
    const members = new Map();
    for (let i = 0; i < roster.count; i++) {
      const place = roster.places[i];
      if (!members.has(place)) members.set(place, []);
      members.get(place).push(i);
    }
    const found = [];
    for (const name of Object.keys(plan.strata).sort()) {
      const k = plan.strata[name];
      const all = members.get(roster.strata.get(name)) || [];
      all.sort(first);
      const entry = (line) => ({ line, id: roster.id(line) });
      const drawn = all.slice(0, k).sort((i, j) => i - j).map(entry);
      found.push({ name, size: all.length, k, drawn, reserves: all.slice(k, k + plan.reserved(k)).map(entry) });
      await pause(1);
    }
    return found;
  }

  async function pair(plan, strata, suite, seed, staff, conflicts, pause) {
    const barred = new Set(conflicts.rows.map((row) => row.join("\t")));
    const many = staff.rows.length;
    const drawn = [].concat(...strata.map((one) => one.drawn)).sort((one, other) => one.line - other.line);
    if (drawn.length && many < plan.perObject) differs("few_inspectors", { wanted: plan.perObject, all: many });
    const usual = Math.floor((drawn.length * plan.perObject + many - 1) / many);
    const numbers = suite.numbers(seedOf(suite, PAIRING, seed, staff.commit, conflicts.commit));
    const loads = new Int32Array(many), high = new Uint32Array(many), low = new Uint32Array(many), two = new Uint32Array(2);
    const order = Array.from({ length: many }, (_one, m) => m);
    const fits = (m, taken) => plan.unitRule === "none"
      || taken.every((other) => (staff.rows[other][1] === staff.rows[m][1]) === (plan.unitRule === "same"));
    const pairs = [];
    for (let j = 0; j < drawn.length; j++) {
      for (let m = 0; m < many; m++) {
        const counter = j * many + m;
        numbers(Math.floor(counter / TWO32), counter >>> 0, two, 0);
        high[m] = two[0];
        low[m] = two[1];
      }
      order.sort((m, n) => high[n] - high[m] || low[n] - low[m] || m - n);
      const tried = (cap) => {
        const taken = [];
        for (const m of order) {
          if (taken.length === plan.perObject) break;
          if (loads[m] < cap && fits(m, taken) && !barred.has(`${staff.rows[m][0]}\t${drawn[j].id}`)) taken.push(m);
        }
        return taken;
      };
      let cap = usual;
      let taken = tried(cap);
      if (taken.length < plan.perObject) taken = tried(++cap);
      if (taken.length < plan.perObject) {
        const free = order.filter((m) => !taken.includes(m));
        const apart = free.filter((m) => barred.has(`${staff.rows[m][0]}\t${drawn[j].id}`));
        const units = free.filter((m) => !apart.includes(m) && !fits(m, taken));
        differs("too_few", {
          id: drawn[j].id, wanted: plan.perObject, found: taken.length, conflicts: apart.length, units: units.length,
          full: free.length - apart.length - units.length, all: many,
        });
      }
      taken.forEach((m) => { loads[m]++; });
      pairs.push({ line: drawn[j].line, inspectors: taken.map((m) => staff.rows[m][0]), cap });
      if (j % 256 === 255) await pause(j / drawn.length);
    }
    return { commit: hex(staff.commit), per_object: plan.perObject, pairs };
  }

  // ── the verification ──

  const FIELDS = {
    "": ["protocol", "suite", "plan", "plan_digest", "roster", "randomness", "seed", "strata", "inspectors", "software"],
    roster: ["commit", "lines", "page_root"],
    randomness: ["source", "value", "published_at"],
    inspectors: ["commit", "per_object", "pairs"],
  };
  function form(proof) {
    const bad = (field, code) => differs("bad_field", { field, why: { code, values: {} } });
    if (!mapping(proof)) bad("JSON", "object");
    for (const part of Object.keys(FIELDS)) {
      const held = part ? proof[part] : proof;
      if (part === "inspectors" && held === null) continue;
      if (!mapping(held)) bad(part, "object");
      for (const name of FIELDS[part]) if (!(name in held)) bad(part ? `${part}.${name}` : name, "missing");
    }
    for (const [name, held] of [["strata", proof.strata], ["inspectors.pairs", (proof.inspectors || { pairs: [] }).pairs]]) {
      if (!Array.isArray(held) || !held.every(mapping)) bad(name, "objects");
    }
    const values = [].concat(proof.randomness.value);
    if (!values.every((one) => typeof one === "string")) bad("randomness.value", "text");
  }

  function sameList(field, given, right) {
    if (!Array.isArray(given)) differs("bad_field", { field, why: { code: "objects", values: {} } });
    for (let place = 0; place < Math.min(given.length, right.length); place++) {
      const at = `${field}[${place}]`;
      if (!mapping(given[place])) differs("bad_value", { field: at, given: shown(given[place]), right: shown(right[place]) });
      for (const name of Object.keys(right[place])) same(`${at}.${name}`, given[place][name], right[place][name]);
    }
    same(`${field}.length`, given.length, right.length);
  }

  function valuesOf(plan, suite, value) {
    const values = [].concat(value).map(strip);
    const wanted = plan.contributors.length || 1;
    if (values.length !== wanted) differs("contributors", { wanted, names: plan.contributors.join("、") || plan.randomness.source, given: values.length });
    if (!values.every(Boolean)) differs("randomness");
    plan.contributors.forEach((name, place) => {
      if (plan.commitments[name] && hex(digestOf(suite, encode(values[place]))) !== plan.commitments[name]) differs("revealed", { name });
    });
    return values;
  }

  function committed(given, planned, what, field) {
    if (planned === undefined || planned === null) differs("staff_uncommitted", { what, field, commit: hex(given) });
    if (hex(given) !== planned) differs("staff_changed", { what, commit: hex(given), planned });
  }

  /* Recompute a draw. `files` holds Uint8Arrays: proof, roster, and where there are inspectors and conflicts;
     `commit` is the roster's digest as published beforehand, or nothing. `check(code, values)` is told of all that
     was found right, `pause(part)` lets the page breathe. Returns what differed first, or null. */
  async function verify(files, check, pause) {
    try {
      await checked(files, check, pause || (async () => {}));
      return null;
    } catch (error) {
      if (error instanceof Differs) return error.said;
      throw error;
    }
  }

  async function checked(files, check, pause) {
    const names = scope.FaduSuites.names;
    const proof = parse(files.proof, "PROOF.json");
    form(proof);
    check("ok_form", {});

    const plan = readPlan(proof.plan);
    const suite = scope.FaduSuites[plan.suite];
    const planDigest = digestOf(suite, encode(canonical(proof.plan)));
    same("protocol", proof.protocol, PROTOCOL);
    same("suite", proof.suite, plan.suite);
    same("plan_digest", proof.plan_digest, hex(planDigest));
    const organ = typeof proof.plan.organ === "string" ? proof.plan.organ.trim() : "";
    check("ok_plan", { id: plan.id + (organ && `（${organ}）`), digest: hex(planDigest) });

    const roster = await readRoster(files.roster, suite, pause);
    const commit = hex(roster.commit);
    same("roster.commit", proof.roster.commit, commit);
    same("roster.lines", proof.roster.lines, roster.count);
    if (files.commit && files.commit !== commit) differs("roster_changed", { commit, published: files.commit });
    check("ok_roster", { commit, lines: roster.count });
    same("roster.page_root", proof.roster.page_root, hex(roster.root));
    check("ok_pages", { root: hex(roster.root) });

    const paired = proof.inspectors !== null;
    if (!paired && plan.inspectors) differs("bad_field", { field: "inspectors", why: { code: "unpaired", values: {} } });
    const values = valuesOf(plan, suite, proof.randomness.value);
    holdToDay(plan, proof.randomness.published_at);
    same("randomness.source", proof.randomness.source, plan.randomness.source);
    same("randomness.value", proof.randomness.value, plan.contributors.length ? values : values[0]);
    check("ok_randomness", { source: plan.randomness.source, published: proof.randomness.published_at, value: values.join("、") });
    const seed = seedOf(suite, PROTOCOL, roster.commit, planDigest, ...values.map(encode));
    same("seed", proof.seed, hex(seed));
    check("ok_seed", { seed: hex(seed) });

    const strata = await draw(plan, roster, suite, seed, pause);
    const given = new Map(proof.strata.map((one) => [one.name, one]));
    same("strata", [...given.keys()].map(String).sort(), strata.map((one) => one.name).sort());
    if (proof.strata.length !== strata.length) differs("bad_field", { field: "strata", why: { code: "stratum_twice", values: {} } });
    for (const one of strata) {
      const held = given.get(one.name);
      const field = `strata[${one.name}]`;
      same(`${field}.size`, held.size, one.size);
      same(`${field}.k`, held.k, one.k);
      sameList(`${field}.drawn`, held.drawn, one.drawn);
      sameList(`${field}.reserves`, held.reserves, one.reserves);
      check("ok_stratum", { name: one.name, size: one.size, k: one.k, drawn: one.drawn.length, reserves: one.reserves.length });
      if (one.k > one.size) check("all_drawn", { name: one.name, size: one.size, k: one.k });
    }
    if (!paired) {
      check("no_pairs", {});
    } else if (!files.inspectors) {
      check("unchecked_pairs", {});
    } else {
      const staff = await readPairs(files.inspectors, names.inspectors, suite, 1, pause);
      if (!staff.rows.length) differs("no_lines", { name: names.inspectors });
      committed(staff.commit, plan.inspectors, names.inspectors, "inspectors");
      const conflicts = await readPairs(files.conflicts || new Uint8Array(0), names.conflicts, suite, 2, pause);
      const none = plan.conflicts === undefined || plan.conflicts === null;
      if (!files.conflicts && !none && plan.conflicts !== hex(conflicts.commit)) differs("staff_missing", { what: names.conflicts, field: "conflicts" });
      if (conflicts.rows.length || !none) committed(conflicts.commit, plan.conflicts, names.conflicts, "conflicts");
      const right = await pair(plan, strata, suite, seed, staff, conflicts, pause);
      same("inspectors.commit", proof.inspectors.commit, right.commit);
      same("inspectors.per_object", proof.inspectors.per_object, right.per_object);
      check("ok_staff", { commit: right.commit });
      sameList("inspectors.pairs", proof.inspectors.pairs, right.pairs);
      check("ok_pairs", { pairs: right.pairs.length });
    }
  }

  scope.FaduSuites.names = { roster: "ROSTER.txt", inspectors: "INSPECTORS.txt", conflicts: "CONFLICTS.txt" };
  scope.FaduDraw = { verify, canonical };
})(typeof self === "undefined" ? globalThis : self);
