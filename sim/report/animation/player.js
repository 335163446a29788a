"use strict";
const DATA = JSON.parse(document.getElementById("data").textContent);
const MINUTES = 1440, LAST = DATA.days * MINUTES, FLIGHT = 0.55; // seconds that a move is seen
const find = (id) => document.getElementById(id);
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
let now = 0, playing = false, before = 0, held = 0;
const commas = (value) => Math.round(value).toLocaleString("en-GB");
const called = (name) => DATA.words[name] || name.replaceAll("_", " ");

// --- what is so at a minute
function valueAt(series, minute) {
  let low = 0, high = series.minute.length;
  while (low < high) { const middle = (low + high) >> 1; if (series.minute[middle] <= minute) low = middle + 1; else high = middle; }
  return low ? series.value[low - 1] : 0;
}
function seriesOf(side, measure, setting) { return side.counts.filter((one) => one.measure === measure && one.setting === setting); }
function momentOf(side, minute) {
  const stays = side.stays, places = DATA.settings.map(() => new Map());
  for (let at = 0; at < stays.from.length && stays.from[at] <= minute; at++)
    if (minute < stays.to[at] || (minute === LAST && stays.to[at] === LAST)) places[stays.setting[at]].set(stays.place[at], at);
  return places;
}
function daysUntil(side, minute, counts) {
  const stays = side.stays;
  let sum = 0;
  for (let at = 0; at < stays.from.length && stays.from[at] < minute; at++)
    if (counts(at)) sum += Math.min(stays.to[at], minute) - stays.from[at];
  return sum / MINUTES;
}
const inHospital = (setting) => setting < DATA.settings.length && DATA.settings[setting].hospital;
function crossed(side, minute, into) {
  const moves = side.moves;
  let count = 0;
  for (let at = 0; at < moves.minute.length && moves.minute[at] <= minute; at++) {
    const from = inHospital(moves.from[at]), to = inHospital(moves.to[at]);
    if (into ? !from && to : from && !to) count++;
  }
  return count;
}

// --- the table of the moment
function numbersAt(side, places, minute) {
  const stays = side.stays, rows = [];
  let there = 0, blocked = 0, step = 0, stepThere = false;
  DATA.settings.forEach((one, setting) => {
    if (one.hospital) { there += places[setting].size; for (const at of places[setting].values()) blocked += stays.state[at] === BLOCKED; }
    if (one.inCare) { step += places[setting].size; stepThere = true; }
  });
  if (DATA.settings.some((one) => one.hospital)) rows.push(["Hospital beds occupied now", there], ["Of these blocked", blocked]);
  if (stepThere) rows.push(["In intermediate care now", step]);
  DATA.settings.forEach((one, setting) => {
    if (!one.waited) return;
    const waiting = seriesOf(side, "waiting", setting);
    const all = waiting.reduce((sum, series) => sum + valueAt(series, minute), 0);
    const inBeds = waiting.filter((series) => inHospital(series.where)).reduce((sum, series) => sum + valueAt(series, minute), 0);
    rows.push([`Waiting for ${one.label.toLowerCase()} now`, all], [`Of these in a hospital bed`, inBeds]);
  });
  if (DATA.settings.some((one) => one.hospital)) rows.push(
    ["Hospital bed days so far", daysUntil(side, minute, (at) => inHospital(stays.setting[at]))],
    ["Of these blocked so far", daysUntil(side, minute, (at) => inHospital(stays.setting[at]) && stays.state[at] === BLOCKED)],
    ["Came to hospital so far", crossed(side, minute, true)], ["Left hospital so far", crossed(side, minute, false)]);
  return rows;
}
function showNumbers(moments) {
  const sides = DATA.sides.map((side, at) => numbersAt(side, moments[at], Math.floor(now)).map(([, value]) => Math.round(value)));
  const rows = DATA.sides.map((side, at) => rowOf(side.title, sides[at].map(commas)));
  if (sides.length > 1) {
    rows.push(rowOf("Difference", sides[1].map((value, at) => signed(value - sides[0][at]))));
    rows[2].className = "change";
  }
  find("numbers").tBodies[0].replaceChildren(...rows);
}
const signed = (change) => (change > 0 ? "+" : change < 0 ? "\u2212" : "") + commas(Math.abs(change));
function rowOf(title, cells) {
  const row = element("tr"), heading = element("th", title);
  heading.scope = "row";
  row.append(heading, ...cells.map((words) => element("td", words, "number")));
  return row;
}
function headNumbers() {
  const row = element("tr");
  row.append(element("td"));
  for (const [words] of numbersAt(DATA.sides[0], momentOf(DATA.sides[0], 0), 0)) {
    const heading = element("th", words, "number");
    heading.scope = "col";
    row.append(heading);
  }
  find("numbers").tHead.replaceChildren(row);
}

// --- the blocks: a setting each
const most = Math.max(1, ...DATA.sides.map((side) => DATA.settings.reduce((sum, one, setting) => sum + bedsOf(side, setting), 0)));
const CELL = most <= 450 ? 15 : most <= 1200 ? 11 : 7;
function bedsOf(side, setting) {
  if (DATA.settings[setting].drawn !== "places") return 0;
  let highest = Math.max(0, ...seriesOf(side, "capacity", setting).flatMap((series) => series.value));
  if (!Number.isFinite(highest)) highest = 0;
  side.stays.setting.forEach((one, at) => { if (one === setting && side.stays.place[at] > highest) highest = side.stays.place[at]; });
  return Math.ceil(highest);
}
function makeBlock(side, setting) {
  const one = DATA.settings[setting], box = element("div", undefined, "block");
  const block = { box, setting, words: element("p"), beds: bedsOf(side, setting), capacity: seriesOf(side, "capacity", setting), used: seriesOf(side, "used", setting), waiting: seriesOf(side, "waiting", setting) };
  box.append(element("h4", one.label), block.words);
  if (one.drawn === "places") {
    block.canvas = element("canvas");
    block.canvas.setAttribute("aria-hidden", "true");
    box.append(block.canvas);
  } else if (one.drawn !== "home") {
    block.bar = element("div", undefined, "bar");
    block.bar.setAttribute("aria-hidden", "true");
    block.bar.append(element("span"));
    box.append(block.bar);
  }
  block.queue = element("ul");
  box.append(block.queue);
  return block;
}
function sizeBlock(block, width) {
  if (!block.canvas) return;
  const most = Math.max(1, Math.floor((width - 20) / CELL));
  block.columns = Math.min(most, Math.max(8, Math.ceil(Math.sqrt(block.beds * 4))));
  block.rows = Math.max(1, Math.ceil(block.beds / block.columns));
  block.context = sized(block.canvas, Math.min(block.columns, Math.max(1, block.beds)) * CELL, block.rows * CELL);
}
const sum = (many, minute) => many.reduce((total, series) => total + valueAt(series, minute), 0);
function showBlock(side, block, places, minute) {
  const one = DATA.settings[block.setting], capacity = sum(block.capacity, minute), used = sum(block.used, minute);
  const unit = one.drawn === "hours" ? " hours a week" : "";
  if (one.drawn === "places") drawPlaces(side, block, places, capacity, used);
  else if (one.drawn === "home") block.words.textContent = `${commas(used)} people`;
  else {
    block.words.textContent = `${commas(used)} of ${commas(capacity)}${unit || " places"} in use or kept`;
    block.bar.firstChild.style.width = `${capacity ? Math.min(100, (100 * used) / capacity) : 0}%`;
  }
  const lines = block.waiting.map((series) => [series.where, valueAt(series, minute)]).filter(([, value]) => value > 0);
  lines.sort((first, second) => second[1] - first[1]);
  const text = lines.map(([where, value]) => `${value} waiting ${where < 0 || where >= DATA.settings.length ? "at the door" : "in " + lower(DATA.settings[where].label)}`);
  if (block.text !== text.join()) { block.text = text.join(); block.queue.replaceChildren(...text.map((words) => element("li", words))); }
}
const lower = (label) => label.charAt(0).toLowerCase() + label.slice(1);
function drawPlaces(side, block, places, capacity, used) {
  const context = block.context, states = side.stays.state;
  context.clearRect(0, 0, block.columns * CELL, block.rows * CELL);
  let kept = Math.max(0, used - places.size), blocked = 0;
  for (let place = 1; place <= block.beds; place++) {
    const at = places.get(place), x = ((place - 1) % block.columns) * CELL, y = Math.floor((place - 1) / block.columns) * CELL;
    if (at !== undefined) { blocked += states[at] === BLOCKED; mark(context, x, y, CELL, states[at], place > capacity); }
    else if (kept > 0) { kept--; mark(context, x, y, CELL, KEPT, place > capacity); }
    else if (place <= capacity) mark(context, x, y, CELL, EMPTY, false);
  }
  const words = `${places.size} of ${commas(capacity)}, `;
  block.words.replaceChildren(words, ...(blocked ? [element("span", `${blocked} blocked`, "is-blocked")] : ["0 blocked"]));
}

// --- people on the move
function centre(view, setting, place) {
  if (setting >= DATA.settings.length) return null;
  const block = view.blocks[setting];
  if (!block.canvas || !place) return [block.box.offsetLeft + Math.min(block.box.offsetWidth / 2, 60), block.box.offsetTop + 12];
  return [block.canvas.offsetLeft + ((place - 1) % block.columns + 0.5) * CELL, block.canvas.offsetTop + (Math.floor((place - 1) / block.columns) + 0.5) * CELL];
}
function drawMoves(view, minute) {
  const context = view.above, moves = view.side.moves, span = FLIGHT * Number(find("speed").value);
  context.clearRect(0, 0, view.width, view.height);
  if (still.matches || !playing) return;
  for (let at = view.first; at < moves.minute.length && moves.minute[at] <= minute; at++) {
    if (moves.minute[at] < minute - span) { view.first = at + 1; continue; }
    const from = centre(view, moves.from[at], moves.fromPlace[at]) || [view.width / 2, 0];
    const to = centre(view, moves.to[at], moves.toPlace[at]) || [from[0], from[1] - 14];
    const share = (minute - moves.minute[at]) / span, smooth = share * share * (3 - 2 * share);
    disc(context, from[0] + (to[0] - from[0]) * smooth, from[1] + (to[1] - from[1]) * smooth, Math.max(3, CELL * 0.3), colours.ink, true);
  }
}

// --- time
function dateOf(minute) { const date = new Date(`${DATA.start}T00:00:00Z`); date.setUTCMinutes(date.getUTCMinutes() + minute); return date; }
function timeInWords(minute) {
  const options = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  const date = dateOf(Math.floor(minute / 60) * 60);
  return `${date.toLocaleDateString("en-GB", options).replace(",", "")}, ${String(date.getUTCHours()).padStart(2, "0")}:00`;
}
const views = DATA.sides.map((side) => {
  const box = element("section", undefined, "side"), blocks = element("div", undefined, "blocks"), above = element("canvas", undefined, "above");
  box.setAttribute("aria-label", side.title);
  above.setAttribute("aria-hidden", "true");
  const view = { side, box, aboveCanvas: above, first: 0, blocks: DATA.settings.map((_, setting) => makeBlock(side, setting)) };
  blocks.append(...view.blocks.map((block) => block.box));
  box.append(element("h3", side.title), blocks, above);
  return view;
});
function show(settled) {
  const minute = Math.floor(now), moments = DATA.sides.map((side) => momentOf(side, minute));
  views.forEach((view, at) => { view.blocks.forEach((block) => showBlock(view.side, block, moments[at][block.setting], minute)); drawMoves(view, now); });
  showNumbers(moments);
  const words = timeInWords(now), time = find("time");
  find("clock").textContent = words;
  time.value = minute;
  time.setAttribute("aria-valuetext", words);
  if (settled) showBlockers(moments);
}
function showBlockers(moments) {
  const rows = [];
  DATA.sides.forEach((side, which) => moments[which].forEach((places, setting) => [...places].sort((first, second) => first[0] - second[0]).forEach(([place, at]) => {
    if (side.stays.state[at] !== BLOCKED) return;
    const { reason, waits, from } = side.stays, row = element("tr"), heading = element("th", side.title);
    heading.scope = "row";
    const since = from[at] ? dateOf(from[at]).toLocaleString("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" }) : "before the first day";
    row.append(heading, element("td", DATA.settings[setting].label), element("td", place, "number"), element("td", since), element("td", called(reason.words[reason.at[at]])), element("td", waits.words[waits.at[at]] ? called(waits.words[waits.at[at]]) : "\u2013"));
    rows.push(row);
  })));
  find("blockers").tBodies[0].replaceChildren(...rows);
}
function lay() {
  readColours();
  drawLegend(find("marks"));
  for (const view of views) {
    view.blocks.forEach((block) => sizeBlock(block, view.box.clientWidth - 24));
    view.width = view.box.clientWidth;
    view.height = view.box.clientHeight;
    view.above = sized(view.aboveCanvas, view.width, view.height);
  }
  show(!playing);
}
function goTo(minute) {
  now = Math.min(LAST, Math.max(0, minute));
  views.forEach((view) => { view.first = 0; });
  show(!playing);
}
function play(start) {
  playing = start && now < LAST;
  find("play").textContent = playing ? "Pause" : "Play";
  find("clock").setAttribute("aria-live", playing ? "off" : "polite");
  held = 0;
  if (playing) requestAnimationFrame((time) => { before = time; requestAnimationFrame(frame); });
  else show(true);
}
function frame(time) {
  if (!playing) return;
  const seconds = Math.min(0.25, (time - before) / 1000);
  before = time;
  if (still.matches) {
    held += seconds;
    if (held > 1.5) { held = 0; now = Math.min(LAST, (Math.floor(now / MINUTES) + 1) * MINUTES); show(false); }
  } else { now = Math.min(LAST, now + seconds * Number(find("speed").value)); show(false); }
  if (now >= LAST) play(false); else requestAnimationFrame(frame);
}
find("play").addEventListener("click", () => { if (!playing && now >= LAST) goTo(0); play(!playing); });
find("back").addEventListener("click", () => goTo((Math.ceil(now / MINUTES) - 1) * MINUTES));
find("on").addEventListener("click", () => goTo((Math.floor(now / MINUTES) + 1) * MINUTES));
find("time").addEventListener("input", (event) => goTo(Number(event.target.value)));
const noteStill = () => { find("still").hidden = !still.matches; };
still.addEventListener("change", noteStill);
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", lay);
window.addEventListener("resize", lay);
for (const id of ["controls", "now", "legend", "blocked"]) find(id).hidden = false;
find("sides").append(...views.map((view) => view.box));
find("sides").hidden = false;
noteStill();
headNumbers();
lay();
lay(); // once more: the words of the first showing decide how high a side is
document.documentElement.dataset.ready = "yes";
