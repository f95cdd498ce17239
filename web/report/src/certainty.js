// How sure ranks are: intervals, chances of ranks, and what the uncertainty is owed to.
import { axisX, barX, dot, plot, ruleX, ruleY, text, tickX } from "@observablehq/plot";
import { colours, data, figure, percent, say, short, word } from "./data.js";

/// Places of one drawing: a long list goes on in further ones, each as high as a printed sheet can hold.
const PART = 45;

/// Intervals of all places in order of the stated rank.
export function caterpillar(holder) {
  parts(holder, (rows) => {
    const frame = layout(holder, rows, rows.flatMap((row) => [row.lower, row.upper, row.rank]), 17);
    return plot({
      ...frame.options,
      ariaLabel: word("chart.caterpillar"),
      marks: [
        ...frame.axes,
        ruleY(rows, { y: "key", x1: "lower", x2: "upper", stroke: shade, strokeWidth: (row) => (row.own ? 5 : 3.5), title: describe }),
        // The tick reaches out above and below the dot where both stand on one rank.
        tickX(rows, { x: "rank", y: "key", stroke: colours.lead, strokeWidth: 2, title: describe }),
        // An interval of one rank is a point: the dot upon it stays to be seen.
        dot(rows, { x: "median", y: "key", r: 4.2, fill: colours.ink, stroke: "white", title: describe }),
        ...frame.names,
      ],
    });
  });
}

/// Chance of every rank of every place, as the shade of a cell.
export function rankbars(holder) {
  const most = Math.max(0, ...(data.certainty?.rows ?? []).flatMap((row) => row.chances));
  if (!most) return;
  parts(holder, (rows) => {
    const cells = rows.flatMap((row) => row.chances.map((share, k) => ({ row, key: row.key, rank: row.from + k, share }))).filter((cell) => cell.share > 0);
    const frame = layout(holder, rows, [...cells.map((cell) => cell.rank), ...rows.map((row) => row.rank)], 17);
    return plot({
      ...frame.options,
      ariaLabel: word("chart.rankbars"),
      marks: [
        ...frame.axes,
        barX(cells, {
          x1: (cell) => cell.rank - 0.5, x2: (cell) => cell.rank + 0.5, y: "key",
          fill: colours.accent, fillOpacity: (cell) => 0.05 + 0.95 * (cell.share / most),
          title: (cell) => `${cell.row.name} · ${word("chart.rank", { rank: cell.rank })}: ${percent(cell.share / 1000)}`,
        }),
        dot(rows, { x: "rank", y: "key", r: 2.6, fill: colours.lead, stroke: "white", title: describe }),
        ...frame.names,
      ],
    });
  });
  const key = document.createElement("p");
  key.className = "more";
  key.textContent = word("chart.darkest", { share: percent(most / 1000) });
  holder.append(key);
}

/// Shares of the variance owed to each input: one panel per result.
export function sensitivity(holder) {
  const panels = data.certainty?.panels ?? [];
  if (!panels.length) return;
  const grid = document.createElement("div");
  grid.className = "multiples";
  holder.append(grid);
  const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").map(parseFloat).filter((x) => x > 0);
  const width = Math.max(240, columns[0] ?? grid.clientWidth);
  const left = Math.min(150, width * 0.4);
  const all = panels.flatMap((panel) => panel.rows.flatMap((row) => [row.first, row.shapley, row.total]));
  const domain = [Math.min(0, ...all), Math.max(1, ...all)];
  for (const panel of panels) {
    const box = document.createElement("div");
    const title = document.createElement("h4");
    title.textContent = say(panel.title);
    box.append(title);
    const rows = panel.rows.map((row, k) => ({ ...row, key: k, name: say(row.name) }));
    const tell = (row) => `${row.name}: ${word("chart.first_order")} ${percent(row.first)}, ${word("chart.shapley")} ${percent(row.shapley)}, ${word("chart.total")} ${percent(row.total)}`;
    box.append(plot({
      width,
      height: rows.length * 30 + 30,
      marginLeft: left, marginRight: 14, marginTop: 2, marginBottom: 24,
      ariaLabel: `${word("chart.sensitivity")}: ${title.textContent}`,
      x: { domain, label: null },
      y: { domain: rows.map((row) => row.key), axis: null, padding: 0.35 },
      marks: [
        axisX({ ticks: 4, tickSize: 0, fill: colours.quiet, tickFormat: percent }),
        barX(rows, { y: "key", x: "shapley", fill: colours.pale, title: tell }),
        ruleX([0], { stroke: colours.quiet }),
        ruleY(rows, { y: "key", x1: "first", x2: "total", stroke: colours.ink, strokeWidth: 1.2 }),
        dot(rows, { y: "key", x: "first", r: 3.8, fill: "white", stroke: colours.ink, title: tell }),
        dot(rows, { y: "key", x: "total", r: 4, fill: colours.ink, title: tell }),
        text(rows, { y: "key", frameAnchor: "left", textAnchor: "end", dx: -8, text: (row) => short(row.name, Math.floor(left / 6.6)), fontSize: 11.5, fill: colours.ink, title: (row) => row.name }),
      ],
    }));
    grid.append(box);
  }
}

/// Draws the rows part by part.
function parts(holder, draw) {
  const all = (data.certainty?.rows ?? []).map((row) => {
    const place = data.ranked[row.at];
    return { ...row, key: place.id, name: say(place.name), own: place.id === data.focus };
  });
  for (let at = 0; at < all.length; at += PART) holder.append(draw(all.slice(at, at + PART)));
}

/// What both drawings share: a row per place with its name, an axis of ranks with the best at the left.
function layout(holder, rows, ranks, height) {
  const width = holder.clientWidth;
  const left = Math.min(168, width * 0.36);
  const domain = [Math.min(...ranks) - 0.6, Math.max(...ranks) + 0.6];
  const reach = domain[1] - domain[0];
  // Whole ranks only; every one of them where there is room.
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].find((one) => (reach / one) * 28 < width - left) ?? 1000;
  const ticks = [];
  for (let rank = Math.ceil(domain[0]); rank <= domain[1]; rank += 1) {
    if (rank === 1 || (rank % step === 0 && rank > 0.75 * step + 1)) ticks.push(rank);
  }
  return {
    options: {
      width,
      height: rows.length * height + 34,
      marginLeft: left, marginRight: 10, marginTop: 26, marginBottom: 6,
      x: { domain, label: null },
      y: { domain: rows.map((row) => row.key), axis: null, type: "band", padding: 0.16 },
    },
    axes: [
      axisX(ticks, { anchor: "top", tickSize: 0, fill: colours.quiet, label: word("chart.ranks"), labelAnchor: "left", labelArrow: "none", labelOffset: 24 }),
      ruleX(ticks, { stroke: colours.line, strokeOpacity: 0.7 }),
    ],
    names: [
      text(rows, {
        y: "key", frameAnchor: "left", textAnchor: "end", dx: -8, fontSize: 11.5,
        text: (row) => `${row.rank} ${short(row.name, Math.floor(left / 7.4) - 3)}`, title: (row) => row.name,
        fill: (row) => (row.own ? colours.accent : colours.ink), fontWeight: (row) => (row.own ? 700 : 400),
      }),
    ],
  };
}

const shade = (row) => (row.own ? colours.accent : colours.pale);

function describe(row) {
  return `${row.name}: ${word("chart.rank", { rank: row.rank })} [${figure(row.lower)}–${figure(row.upper)}], ${word("chart.median")} ${figure(row.median)}`;
}
