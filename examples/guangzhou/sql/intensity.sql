-- Research spending and emissions against GDP. Tonnes / (亿元 × 10,000) = tonnes per 万元.
SELECT
  place,
  period,
  rd / gdp * 100 AS rd_intensity,
  co2 / (gdp * 10000) AS co2_per_gdp
FROM city_year
ORDER BY place, period
