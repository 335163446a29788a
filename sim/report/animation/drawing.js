"use strict";
// Marks: how a place and the person in it look. Each state has a shape of its own, not a colour alone.
const look = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
let colours = {};
function readColours() {
  for (const name of ["care", "ready", "blocked", "cross", "ward", "kept", "bed", "ink", "paper"]) colours[name] = look(name);
}
const IN_CARE = 0, READY = 1, BLOCKED = 2, WARD = 3, EMPTY = -1, KEPT = -2, MOVING = -3;

function mark(context, x, y, size, state, beyond) {
  const gap = size > 9 ? 1.5 : 1, edge = size - 2 * gap, half = size / 2;
  context.lineWidth = size > 9 ? 1.2 : 0.8;
  context.strokeStyle = colours.bed;
  context.setLineDash(beyond ? [2, 2] : []);
  if (state === BLOCKED) {
    context.fillStyle = colours.blocked;
    context.fillRect(x + gap, y + gap, edge, edge);
    context.strokeStyle = colours.cross;
    context.setLineDash([]);
    context.lineWidth = size > 9 ? 1.8 : 1.2;
    const from = gap + edge * 0.22, to = gap + edge * 0.78;
    line(context, x + from, y + from, x + to, y + to);
    line(context, x + from, y + to, x + to, y + from);
    return;
  }
  if (state === MOVING) { disc(context, x + half, y + half, size * 0.3, colours.ink, true); return; }
  context.strokeRect(x + gap, y + gap, edge, edge);
  context.setLineDash([]);
  if (state === IN_CARE) disc(context, x + half, y + half, size * 0.29, colours.care, true);
  if (state === READY) disc(context, x + half, y + half, size * 0.25, colours.ready, false);
  if (state === KEPT) { context.fillStyle = colours.kept; context.fillRect(x + half - size * 0.25, y + half - 0.7, size * 0.5, 1.4); }
  if (state === WARD) {
    context.fillStyle = colours.ward;
    context.beginPath();
    context.moveTo(x + half, y + size * 0.2);
    context.lineTo(x + size * 0.8, y + size * 0.77);
    context.lineTo(x + size * 0.2, y + size * 0.77);
    context.fill();
  }
}
function line(context, x1, y1, x2, y2) { context.beginPath(); context.moveTo(x1, y1); context.lineTo(x2, y2); context.stroke(); }
function disc(context, x, y, radius, colour, filled) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = context.strokeStyle = colour;
  if (filled) context.fill(); else { context.lineWidth = Math.max(1, radius * 0.45); context.stroke(); }
}
function sized(canvas, width, height) {
  const ratio = Math.min(window.devicePixelRatio || 1, 2);
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
function element(tag, words, kind) {
  const made = document.createElement(tag);
  if (words !== undefined) made.textContent = words;
  if (kind) made.className = kind;
  return made;
}
function drawLegend(list) {
  const marks = [[IN_CARE, "in care"], [READY, "ready, getting ready to go: no delay"], [BLOCKED, "blocked bed: ready to leave and waiting"],
    [WARD, "waits here for a bed in the next ward"], [KEPT, "kept for somebody on their way"], [EMPTY, "empty"], [EMPTY, "dashed: beyond the places open now", true], [MOVING, "on the move"]];
  list.replaceChildren(...marks.map(([state, words, beyond]) => {
    const item = element("li"), canvas = element("canvas");
    canvas.setAttribute("aria-hidden", "true");
    mark(sized(canvas, 16, 16), 0, 0, 16, state, beyond);
    item.append(canvas, element("span", words));
    return item;
  }));
}
