-- City centres.
SELECT id, place, lon, lat, zone_id FROM reach_points WHERE kind = 'centre'
