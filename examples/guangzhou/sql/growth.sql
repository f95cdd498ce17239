-- Growth at comparable prices from the published index; GDP per head over the mean of two year-end populations.
SELECT
  this_year.place,
  this_year.period,
  this_year.gdp_index - 100 AS gdp_growth,
  (this_year.population / last_year.population - 1) * 100 AS pop_growth,
  -- 亿元 / 万人 = 10,000 yuan per person
  this_year.gdp / ((this_year.population + last_year.population) / 2) * 10000 AS gdp_per_head,
  this_year.gdp / this_year.land AS gdp_per_km2
FROM city_year AS this_year
LEFT JOIN city_year AS last_year ON last_year.place = this_year.place AND last_year.period = this_year.period - 1
ORDER BY this_year.place, this_year.period
