// Package reference holds what the office knows and changes by notice: fees and
// waivers, cities, endorsements, violation codes and fines, status letters,
// limits, deciding offices, divisions, ethnic groups, countries and holidays.
// Every row is dated,
// most have a region, and each says whether it is confirmed.
//
// The arithmetic with these numbers (surcharge, due days, points cycles) lives
// here too. It is pure: integer fen, local dates, no clock.
//
// # Which row holds
//
// A row holds from its first to its last day, in its region: the leading digits
// of a division's code. Of several, the narrowest region goes before, then the
// row that began last. Of one thing in one region, two rows never hold on the
// same day; the check refuses such a file.
//
// Who decides in a hall, and where its fines are paid (offices.csv), is looked up
// by the hall's code, so that a row can be for one hall. Only the demo hall is
// named here, by made-up offices under a code no division ever had (DemoPlace);
// real ones are an office's own file. Where a hall has none, its papers use the
// law's general words, and "onevisit reference check" and doctor say so (Lacks).
//
// What a camera record says of itself, amount and points, always goes before
// the tables (Reckon).
//
// # The files
//
// They are CSV, so that an office edits them with a spreadsheet, in UTF-8 with
// or without a byte order mark. Lines at the head that begin with # say title,
// source, the day of the last comparison with the source (checked) and, where
// rows do not, whether the set is confirmed. The program carries all of them
// (data/). Those in the folder of the option reference-dir go before, file by
// file; holidays.txt (its form is models/calendar's) among them.
//
// # Bringing in next year's data
//
//  1. "onevisit reference write FOLDER" writes all files (once).
//  2. A new amount or rule: give the old row its last day in the column to, and
//     add a row with the new first day. Never rewrite or delete a row that has
//     held: applications of that time are still counted with it. Take the source
//     from the notice; confirmed is true only when the authority's own text was
//     read.
//  3. Holidays: when the State Council's notice is out (autumn), append
//     "year 2028" and its days to holidays.txt.
//  4. Violation codes: a new code set is a new version; leave the old rows.
//  5. Put the day of the comparison into "# checked:", then run
//     "onevisit reference check FOLDER" until it is silent, "onevisit definitions
//     test" with --reference-dir, and start the hall with --reference-dir FOLDER.
//     A hall does not start on a folder with any defect.
//  6. offices.csv: keep the demo row or drop it; add one row for the city, and
//     one more for each hall where another office decides or another account is
//     paid into. A merged or renamed office is a new row from that day.
//  7. "onevisit reference unconfirmed" lists what has to be asked of the
//     authority.
//
// divisions.csv and countries.csv are made by scripts/reference/extract.mjs,
// which names the packages and their licences.
//
// # Decisions
//
// CSV and not YAML: models/catalog stays the only reader of YAML, and the people
// who own these tables have spreadsheets. Definitions draw on the data by name
// (settings with reference: fees/hkm-permit, see Table); the hash of a definition
// does not cover the data, whose own hash a hall logs when it starts. Endorsements
// that are listed but not open (open = false) reach no definition.
package reference
