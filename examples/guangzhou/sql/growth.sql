-- Growth at comparable prices from the published index; GDP per head over the mean of two year-end populations.
SELECT
  now.place,
  now.period,
  now.gdp_index - 100 AS gdp_growth,
  (now.population / before.population - 1) * 100 AS pop_growth,
  -- 亿元 / 万人 = 10,000 yuan per person
  now.gdp / ((now.population + before.population) / 2) * 10000 AS gdp_per_head,
  now.gdp / now.land AS gdp_per_km2
FROM city_year AS now
LEFT JOIN city_year AS before ON before.place = now.place AND before.period = now.period - 1
ORDER BY now.place, now.period
