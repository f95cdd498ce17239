// The map: outlines shaded by score with rank and name, carriers as diamonds; where several carriers lie, a second
// map shows them close up with their names.
import { dot, geo, plot, text } from "@observablehq/plot";
import { colours, data, say, score, short, word } from "./data.js";

const SHADES = ["#e3edf2", "#c2d7e1", "#96b9ca", "#5f93ad", "#2a6a89", "#0b4f6c"];
const MARGIN = 20;

export function map(holder) {
  const places = (data.drawn ?? []).map((place) => ({ ...place, of: place.ranked == null ? null : data.ranked[place.ranked] }));
  const latitudes = places.flatMap(corners).map((c) => c[1]);
  if (!latitudes.length) return;
  // A plane is enough for a region: degrees of longitude are shrunk by the cosine of the middle latitude.
  const middle = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
  const shrink = Math.cos((middle * Math.PI) / 180) || 1;
  const flat = ([lon, lat]) => [lon * shrink, lat];
  const shapes = places.filter((place) => place.outline.length).map((place) => {
    const outline = place.outline.map((rings) => rings.map((ring) => ring.map(flat)));
    return { type: "Feature", geometry: { type: "MultiPolygon", coordinates: outline }, place, middle: middleOf(outline[0]?.[0] ?? []) };
  });
  const marks = places.filter((place) => place.point && !place.outline.length).map((place) => ({ place, at: flat(place.point) }));
  const scores = [...shapes, ...marks].map((one) => one.place.of?.scores[0]).filter((x) => x != null);
  const domain = scores.length ? [Math.min(...scores), Math.max(...scores)] : [0, 1];
  const carriers = marks.filter((mark) => mark.place.role === "carrier");
  // With nothing but points there is one map and it carries the names.
  const two = shapes.length > 0 && carriers.length > 1;
  const unranked = [...shapes, ...marks].some((one) => one.place.of?.scores[0] == null && one.place.role !== "carrier");
  const grid = document.createElement("div");
  grid.className = two ? "maps two" : "maps";
  holder.append(grid);
  const panels = two ? [document.createElement("div"), document.createElement("div")] : [document.createElement("div")];
  grid.append(...panels);
  const whole = [...shapes.flatMap((shape) => shape.geometry.coordinates.flat(2)), ...marks.map((mark) => mark.at)];
  panels[0].append(overview(panels[0].clientWidth, whole, shapes, marks, domain, !two));
  if (two) {
    const title = document.createElement("h4");
    title.textContent = word("chart.carriers");
    panels[1].append(title, closeUp(panels[1].clientWidth, shapes, carriers));
  }
  key(holder, domain, scores.length > 0, carriers.length > 0, unranked);
}

function overview(width, whole, shapes, marks, domain, named) {
  const shade = (shape) => SHADES[Math.min(5, Math.floor(((shape.place.of.scores[0] - domain[0]) / (domain[1] - domain[0] || 1)) * 6))];
  const known = shapes.filter((shape) => shape.place.of?.scores[0] != null);
  const unknown = shapes.filter((shape) => shape.place.of?.scores[0] == null);
  const frame = frameOf(whole, width, 620);
  const plain = width < 460 || shapes.length + marks.length > 60;
  const carriers = marks.filter((mark) => mark.place.role === "carrier");
  // A place without an outline is a circle, shaded as an outline would be.
  const circles = marks.filter((mark) => mark.place.role !== "carrier");
  const shaded = (mark) => mark.place.of?.scores[0] != null;
  const says = ({ place }) => (place.of
    ? `${say(place.name)}: ${score(place.of.scores[0])} · ${word("chart.rank", { rank: place.of.rank ?? "–" })}`
    : `${say(place.name)}: ${word("chart.no_score")}`);
  const ink = (shape) => (SHADES.indexOf(shade(shape)) >= 4 ? "white" : colours.ink);
  const at = { x: (shape) => shape.middle[0], y: (shape) => shape.middle[1] };
  // A name is written as far as its outline is wide.
  const breadth = (shape) => {
    const xs = shape.geometry.coordinates[0][0].map((c) => frame.toPixel(c)[0]);
    return Math.max(...xs) - Math.min(...xs);
  };
  const fitted = (shape) => (breadth(shape) < 36 ? "" : short(say(shape.place.name), Math.min(18, Math.floor(breadth(shape) / 6.3))));
  const name = { ...at, text: fitted, fontSize: 11, dy: 9 };
  return plot({
    width, height: frame.height, margin: MARGIN, ariaLabel: word("chart.map"), projection: frame.projection,
    marks: [
      geo(unknown, { fill: "white", stroke: colours.quiet, strokeDasharray: "3 3", title: says }),
      geo(known, { fill: shade, stroke: "white", strokeWidth: 1.2, title: says }),
      geo(known.filter((shape) => shape.place.id === data.focus), { fill: "none", stroke: colours.lead, strokeWidth: 2.5 }),
      dot(circles, {
        x: (mark) => mark.at[0], y: (mark) => mark.at[1], r: 6, title: says, strokeWidth: 1.2,
        fill: (mark) => (shaded(mark) ? shade(mark) : "white"),
        stroke: (mark) => (mark.place.id === data.focus ? colours.lead : colours.quiet),
      }),
      dot(carriers, diamond(named ? 5 : 3.5)),
      text(known, { ...at, text: (shape) => `${shape.place.of.rank ?? ""}`, fontWeight: 700, fontSize: plain ? 12 : 15, dy: plain ? 0 : -7, fill: ink }),
      ...(plain ? [] : [text(known, { ...name, fill: ink }), text(unknown, { ...name, fill: colours.quiet })]),
      ...(named ? names(plain ? [] : marks, frame, (mark) => (mark.place.of?.rank == null ? "" : `${mark.place.of.rank} `)) : names(plain ? [] : circles, frame)),
    ],
  });
}

function closeUp(width, shapes, carriers) {
  const frame = frameOf(carriers.map((mark) => mark.at), width, 420, 0.45);
  const inside = shapes.filter((shape) => carriers.some((mark) => mark.place.within.includes(shape.place.id)));
  return plot({
    width, height: frame.height, margin: MARGIN, ariaLabel: word("chart.carriers"), projection: frame.projection,
    marks: [
      geo(shapes, { fill: (shape) => (inside.includes(shape) ? "#e3edf2" : "#f4f6f8"), stroke: "#8b98a3", strokeWidth: 0.8, clip: "frame", title: ({ place }) => say(place.name) }),
      dot(carriers, diamond(5.5)),
      ...names(carriers, frame),
    ],
  });
}

const diamond = (r) => ({
  x: (mark) => mark.at[0], y: (mark) => mark.at[1], symbol: "diamond", r, fill: colours.lead, stroke: "white", title: (mark) => say(mark.place.name),
});

/// Fits coordinates into a frame: the projection, its height, and the way from coordinates to pixels and back.
function frameOf(coordinates, width, tallest, around = 0) {
  const xs = coordinates.map((c) => c[0]);
  const ys = coordinates.map((c) => c[1]);
  let [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const room = Math.max(x1 - x0, y1 - y0) * around || (x1 - x0 || y1 - y0 ? 0 : 0.05);
  [x0, x1, y0, y1] = [x0 - room, x1 + room, y0 - room, y1 + room];
  const [dx, dy] = [x1 - x0 || 1e-9, y1 - y0 || 1e-9];
  const height = Math.min(tallest, Math.max(240, ((width - 2 * MARGIN) * dy) / dx + 2 * MARGIN));
  const scale = Math.min((width - 2 * MARGIN) / dx, (height - 2 * MARGIN) / dy);
  const toPixel = ([x, y]) => [width / 2 + (x - (x0 + x1) / 2) * scale, height / 2 - (y - (y0 + y1) / 2) * scale];
  const fromPixel = ([px, py]) => [(px - width / 2) / scale + (x0 + x1) / 2, (height / 2 - py) / scale + (y0 + y1) / 2];
  const corners = { type: "MultiPoint", coordinates: [[x0, y0], [x1, y1]] };
  return { height, width, toPixel, fromPixel, projection: { type: "reflect-y", domain: corners } };
}

/// Names beside their points: right or left, moved up or down until no two overlap.
function names(marks, frame, before = () => "") {
  const taken = marks.map((mark) => box(frame.toPixel(mark.at), -7, 14));
  const placed = [];
  for (const mark of [...marks].sort((a, b) => b.at[1] - a.at[1])) {
    const [px, py] = frame.toPixel(mark.at);
    const label = before(mark) + short(say(mark.place.name), 30);
    const wide = [...label].reduce((sum, c) => sum + (c >= "\u1100" ? 11.5 : 6.2), 0);
    const spots = [0, 14, -14, 28, -28, 42, -42, 56].flatMap((dy) => [[px + 9, py + dy], [px - 9 - wide, py + dy]]);
    const fits = spots.find(([x, y]) => {
      const own = box([x, y], 0, wide);
      return x >= 0 && x + wide <= frame.width && y > 8 && y < frame.height - 8 && !taken.some((other) => overlap(own, other));
    });
    // A name without room is left to the tooltip and the table.
    if (!fits) continue;
    taken.push(box(fits, 0, wide));
    placed.push({ at: frame.fromPixel(fits), label });
  }
  return [text(placed, { x: (d) => d.at[0], y: (d) => d.at[1], text: "label", textAnchor: "start", fontSize: 11.5, fill: colours.ink, stroke: "white", strokeWidth: 3 })];
}

const box = ([x, y], from, wide) => [x + from, y - 7, x + from + wide, y + 7];
const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const corners = (place) => [...place.outline.flat(2), ...(place.point ? [place.point] : [])];

function key(holder, domain, shaded, carriers, unranked) {
  const list = document.createElement("div");
  list.className = "legend";
  const part = (svg, label) => {
    const span = document.createElement("span");
    span.append(svg, ` ${label}`);
    list.append(span);
  };
  const swatch = (shapes, width) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", width);
    svg.setAttribute("height", 12);
    svg.setAttribute("aria-hidden", "true");
    svg.style.display = "inline-block";
    svg.style.verticalAlign = "-1px";
    for (const attributes of shapes) {
      const shape = document.createElementNS("http://www.w3.org/2000/svg", attributes.d ? "path" : "rect");
      for (const [name, value] of Object.entries(attributes)) shape.setAttribute(name, value);
      svg.append(shape);
    }
    return svg;
  };
  if (shaded) {
    const bars = SHADES.map((fill, k) => ({ x: k * 24, width: 24, height: 12, fill }));
    part(swatch(bars, 144), `${score(domain[0])} – ${score(domain[1])} ${word("chart.points")}`);
  }
  if (carriers) part(swatch([{ d: "M6 0 12 6 6 12 0 6Z", fill: colours.lead }], 12), word("chart.carrier"));
  if (unranked) part(swatch([{ x: 1, y: 1, width: 16, height: 10, fill: "white", stroke: colours.quiet, "stroke-dasharray": "3 2" }], 18), word("chart.no_score"));
  holder.append(list);
}

/// Centre of the area of a ring; of its corners where it has no area.
function middleOf(ring) {
  let [area, x, y] = [0, 0, 0];
  for (let i = 0; i + 1 < ring.length; i += 1) {
    const cross = ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
    area += cross;
    x += (ring[i][0] + ring[i + 1][0]) * cross;
    y += (ring[i][1] + ring[i + 1][1]) * cross;
  }
  if (Math.abs(area) > 1e-12) return [x / (3 * area), y / (3 * area)];
  const n = ring.length || 1;
  return [ring.reduce((sum, c) => sum + c[0], 0) / n, ring.reduce((sum, c) => sum + c[1], 0) / n];
}
