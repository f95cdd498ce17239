-- One row per city and year. The sources are named, so that the choice is the one crest.toml states.
-- Units: gdp, va1, va2, va3, loans, deposits, rd in 亿元; population in 万人; fdi in million USD; co2 in t; land in km2.
WITH gdp AS (
  SELECT place, CAST(period AS BIGINT) AS period, value AS gdp
  FROM gdp_series
  WHERE source = 'gdp-a'
),
figures AS (
  SELECT
    place,
    CAST(period AS BIGINT) AS period,
    MAX(CASE WHEN indicator = 'gdp_index' THEN value END) AS gdp_index,
    MAX(CASE WHEN indicator = 'population' AND source = 'city-panel' THEN value END) AS population,
    MAX(CASE WHEN indicator = 'land_area' THEN value END) AS land,
    MAX(CASE WHEN indicator = 'fdi' THEN value END) AS fdi,
    MAX(CASE WHEN indicator = 'co2' AND source = 'edgar' THEN value END) AS co2,
    MAX(CASE WHEN indicator = 'rd' THEN value END) AS rd
  FROM cities
  GROUP BY place, CAST(period AS BIGINT)
)
SELECT
  gdp.place,
  gdp.period,
  gdp.gdp,
  figures.gdp_index,
  figures.population,
  figures.land,
  figures.fdi,
  figures.co2,
  figures.rd,
  sectors.va2,
  sectors.va3,
  sectors.va1 + sectors.va2 + sectors.va3 AS va,
  finance.loans,
  finance.deposits,
  rates.cny_per_usd
FROM gdp
LEFT JOIN figures ON figures.place = gdp.place AND figures.period = gdp.period
LEFT JOIN sectors ON sectors.city = gdp.place AND CAST(sectors.year AS BIGINT) = gdp.period
LEFT JOIN finance ON finance.city = gdp.place AND CAST(finance.year AS BIGINT) = gdp.period
LEFT JOIN rates ON CAST(rates.period AS BIGINT) = gdp.period
ORDER BY gdp.place, gdp.period
