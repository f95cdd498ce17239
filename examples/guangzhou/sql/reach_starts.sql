-- Where journeys start: city centres and carriers.
SELECT id, place, lon, lat, zone_id FROM reach_points WHERE kind <> 'border'
