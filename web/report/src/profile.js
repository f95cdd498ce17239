// The unit profile: position on every indicator, what separates it from its neighbours, its course over the years.
import { axisX, axisY, barX, dot, lineY, plot, ruleX, ruleY, text } from "@observablehq/plot";
import { colours, data, figure, say, score, short, signed, word } from "./data.js";

/// Points of one place among the others on the common scale, indicators grouped by pillar.
export function position(holder, place) {
  const narrow = holder.clientWidth < 560;
  const left = narrow ? 8 : 236;
  const right = narrow ? 8 : 172;
  const crowd = data.ranked.length > 40;
  const rows = [];
  const order = data.indicators.map((node, j) => ({ node, j })).sort((a, b) => (a.node.pillar ?? -1) - (b.node.pillar ?? -1) || a.j - b.j);
  let pillar = null;
  for (const { node, j } of order) {
    if (node.pillar !== pillar) {
      pillar = node.pillar;
      if (pillar != null) rows.push({ key: `p${pillar}`, title: say(data.columns[pillar].name) });
    }
    rows.push({ key: `i${j}`, j, node });
  }
  const lines = rows.filter((row) => row.node);
  const others = lines.flatMap((row) => data.ranked
    .filter((one) => one.id !== place.id && one.points[row.j] != null)
    .map((one) => ({ key: row.key, x: one.points[row.j], name: say(one.name), row, one })));
  const own = lines.filter((row) => place.points[row.j] != null).map((row) => ({ key: row.key, x: place.points[row.j], row }));
  const xs = [...others, ...own].map((point) => point.x);
  if (!xs.length) return;
  const value = (row, one) => `${figure(one.values[row.j])} ${row.node.unit}`.trim();
  const rank = (row, one) => (one.ranks[row.j] == null ? "–" : word("chart.rank", { rank: one.ranks[row.j] }));
  holder.append(plot({
    width: holder.clientWidth,
    height: rows.length * (narrow ? 38 : 25) + 40,
    marginLeft: left, marginRight: right, marginTop: 6, marginBottom: 34,
    ariaLabel: word("chart.position"),
    x: { domain: [Math.min(...xs), Math.max(...xs)], label: null, inset: 7 },
    y: { domain: rows.map((row) => row.key), axis: null, type: "point", padding: narrow ? 0.75 : 0.6 },
    marks: [
      axisX({ ticks: narrow ? 3 : 5, tickSize: 0, fill: colours.quiet, label: word("chart.common_scale"), labelAnchor: "center", labelArrow: "none" }),
      ruleY(lines, { y: "key", stroke: colours.line }),
      text(rows.filter((row) => row.title), {
        y: "key", text: "title", frameAnchor: "left", textAnchor: "start", dx: narrow ? 0 : 6 - left, fontWeight: 700, fontSize: 12.5, fill: colours.accent, dy: narrow ? 0 : 3,
      }),
      dot(others, { x: "x", y: "key", r: crowd ? 2.6 : 3.6, fill: colours.pale, fillOpacity: crowd ? 0.3 : 0.7, title: (point) => `${point.name}: ${value(point.row, point.one)}` }),
      dot(own, { x: "x", y: "key", r: 6, fill: colours.accent, stroke: "white", strokeWidth: 1.5, title: (point) => `${say(place.name)}: ${value(point.row, place)}` }),
      text(lines, {
        y: "key", frameAnchor: "left", textAnchor: "start", dx: narrow ? 0 : 6 - left, dy: narrow ? -15 : 0, fontSize: 12, fill: colours.ink,
        text: (row) => short(say(row.node.name), narrow ? 24 : 36), title: (row) => say(row.node.name),
      }),
      text(lines, {
        y: "key", frameAnchor: "right", textAnchor: "end", dx: narrow ? 0 : right - 4, dy: narrow ? -15 : 0, fontSize: 12, fill: colours.quiet,
        text: (row) => `${short(value(row, place), 20)} · ${rank(row, place)}`,
      }),
    ],
  }));
}

/// Parts of the distance to the places directly above and below.
export function gap(holder, place) {
  const sides = [["above", place.above], ["below", place.below]].filter(([, side]) => side && side.parts.length);
  if (!sides.length) return;
  const grid = document.createElement("div");
  grid.className = "multiples";
  holder.append(grid);
  const parts = sides.flatMap(([, side]) => side.parts.map(([, part]) => part));
  const reach = Math.max(...parts.map(Math.abs)) || 1;
  const columns = holder.clientWidth >= 640 && sides.length > 1 ? 2 : 1;
  grid.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  const width = holder.clientWidth / columns - (columns > 1 ? 16 : 0);
  const left = Math.min(190, width * 0.46);
  // Room on both sides for the figure written at the end of the longest bar.
  const half = (width - left - 8) / 2;
  const edge = (reach * half) / Math.max(half - 44, half / 2);
  for (const [, side] of sides) {
    const panel = document.createElement("div");
    const title = document.createElement("h4");
    title.textContent = `${say(side.name)} ${signed(side.gap)}`;
    panel.append(title);
    const rows = side.parts.map(([name, part], k) => ({ k, name: say(name), part }));
    panel.append(plot({
      width,
      height: rows.length * 26 + 6,
      marginLeft: left, marginRight: 8, marginTop: 2, marginBottom: 4,
      ariaLabel: `${word("chart.gap")} ${say(side.name)}`,
      x: { domain: [-edge, edge], axis: null },
      y: { domain: rows.map((row) => row.k), axis: null, padding: 0.3 },
      marks: [
        barX(rows, { y: "k", x: "part", fill: (row) => (row.part > 0 ? colours.lead : colours.accent), title: (row) => `${row.name}: ${signed(row.part)}` }),
        ruleX([0], { stroke: colours.quiet }),
        text(rows, { y: "k", frameAnchor: "left", textAnchor: "end", dx: -6, text: (row) => short(row.name, Math.floor(left / 6.4)), fontSize: 11.5, fill: colours.ink }),
        text(rows.filter((row) => row.part > 0), { y: "k", x: "part", text: (row) => signed(row.part), textAnchor: "start", dx: 4, fontSize: 11, fill: colours.quiet }),
        text(rows.filter((row) => row.part <= 0), { y: "k", x: "part", text: (row) => signed(row.part), textAnchor: "end", dx: -4, fontSize: 11, fill: colours.quiet }),
      ],
    }));
    grid.append(panel);
  }
}

/// Score over the periods, the place among the others, its rank written at each point.
export function trend(holder, place) {
  const at = data.ranked.indexOf(place);
  const points = data.history.flatMap((past) => data.ranked.map((one, k) => ({
    period: past.period, id: one.id, name: say(one.name), score: past.scores[k], rank: past.ranks[k], own: k === at,
  }))).filter((point) => point.score != null);
  if (!points.length) return;
  const own = points.filter((point) => point.own);
  const width = Math.min(holder.clientWidth, 680);
  holder.append(plot({
    width, height: 270, marginLeft: 40, marginRight: 34, marginTop: 22, marginBottom: 28,
    ariaLabel: word("chart.trend"),
    x: { type: "point", domain: data.history.map((past) => past.period), label: null, padding: width < 460 ? 0.5 : 0.25 },
    y: { label: null, nice: true },
    marks: [
      axisY({ ticks: 4, tickSize: 0, fill: colours.quiet, label: word("chart.score"), labelArrow: "none" }),
      axisX({ tickSize: 0, fill: colours.ink }),
      lineY(points.filter((point) => !point.own), { x: "period", y: "score", z: "id", stroke: colours.pale, strokeWidth: 1.2 }),
      dot(points.filter((point) => !point.own), { x: "period", y: "score", r: 2, fill: colours.pale, title: (point) => `${point.name}: ${score(point.score)} · ${word("chart.rank", { rank: point.rank ?? "–" })}` }),
      lineY(own, { x: "period", y: "score", stroke: colours.accent, strokeWidth: 2.6 }),
      dot(own, { x: "period", y: "score", r: 4.5, fill: colours.accent, stroke: "white" }),
      text(own, { x: "period", y: "score", dy: -14, fontSize: 12, fontWeight: 700, fill: colours.accent, stroke: "white", strokeWidth: 4, text: (point) => `${score(point.score)} · ${word("chart.rank", { rank: point.rank ?? "–" })}` }),
    ],
  }));
}
