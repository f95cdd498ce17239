-- Foreign and domestic money against GDP. Million USD × CNY per USD / 100 = 亿元.
SELECT
  place,
  period,
  fdi * cny_per_usd / 100 / gdp * 100 AS fdi_per_gdp,
  deposits / gdp * 100 AS deposits_per_gdp,
  loans / gdp * 100 AS loans_per_gdp
FROM city_year
ORDER BY place, period
