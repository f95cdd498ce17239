-- The carriers and the centre of the city.
SELECT id, place, lon, lat, zone_id FROM reach_points WHERE kind = 'carrier' OR id = 'gz'
