-- Control points, each one opportunity to cross.
SELECT id, 1.0 AS gates, lon, lat, zone_id FROM reach_points WHERE kind = 'border'
