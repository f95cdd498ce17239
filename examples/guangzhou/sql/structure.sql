-- Structure of the economy. Shares are taken of the sum of the sectors, so that they add up to 100.
SELECT
  place,
  period,
  va3 / va * 100 AS tertiary_share,
  -- 亿元 / 万人 = 万元 per person
  va2 / population AS secondary_per_head
FROM city_year
ORDER BY place, period
