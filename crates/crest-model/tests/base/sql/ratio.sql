-- Clinics from the figures.
SELECT place, year, clinics FROM figures
