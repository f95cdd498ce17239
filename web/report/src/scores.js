// Scores of the index and its pillars: one row of bars per place, the same order in every panel.
import { axisX, barX, plot, ruleX, text } from "@observablehq/plot";
import { colours, data, say, score, short, word } from "./data.js";

/// Places drawn; the table below the chart holds all.
const SHOWN = 30;

export function scores(holder) {
  const all = data.ranked ?? [];
  let places = all.slice(0, SHOWN);
  const own = all.find((place) => place.id === data.focus);
  if (own && !places.includes(own)) places = [...places, own];
  const finite = places.flatMap((place) => place.scores).filter((x) => x != null);
  if (!finite.length) return;
  const domain = [Math.min(0, ...finite), Math.max(...finite)];
  const grid = document.createElement("div");
  grid.className = "multiples";
  holder.append(grid);
  const width = Math.max(220, columnWidth(grid));
  data.columns.forEach((column, c) => {
    const panel = document.createElement("div");
    const title = document.createElement("h4");
    title.textContent = say(column.name);
    panel.append(title);
    const rows = places.map((place, k) => ({
      place: place.id, label: short(say(place.name), 16), score: place.scores[c], own: place.id === data.focus, k,
    }));
    const labels = new Map(rows.map((row) => [row.place, row.label]));
    panel.append(plot({
      width,
      height: rows.length * 21 + 28,
      marginLeft: 112,
      marginRight: 44,
      marginTop: 2,
      marginBottom: 24,
      ariaLabel: say(column.name),
      x: { domain, label: null },
      y: { domain: rows.map((row) => row.place), axis: null, padding: 0.28 },
      marks: [
        axisX({ ticks: 3, tickSize: 0, fill: colours.quiet }),
        ruleX([0], { stroke: colours.line }),
        barX(rows.filter((row) => row.score != null), {
          y: "place", x: "score", fill: (row) => (row.own ? colours.accent : colours.pale),
          title: (row) => `${row.label}: ${score(row.score)}`,
        }),
        text(rows, {
          y: "place", x: domain[0], text: (row) => labels.get(row.place), textAnchor: "end", dx: -6, fontSize: 11.5,
          fill: (row) => (row.own ? colours.accent : colours.ink), fontWeight: (row) => (row.own ? 700 : 400),
        }),
        text(rows, {
          y: "place", x: (row) => Math.max(0, row.score ?? 0), text: (row) => score(row.score), textAnchor: "start", dx: 5,
          fontSize: 11, fill: colours.quiet, fontVariant: "tabular-nums",
        }),
      ],
    }));
    grid.append(panel);
  });
  if (places.length < all.length) {
    const more = document.createElement("p");
    more.className = "more";
    more.textContent = word("chart.more");
    holder.append(more);
  }
}

/// Width of one column of the grid that the style sheet lays out.
function columnWidth(grid) {
  const columns = getComputedStyle(grid).gridTemplateColumns.split(" ").map(parseFloat).filter((x) => x > 0);
  return columns.length ? columns[0] : grid.clientWidth;
}
